import { Clock, Config, Ids } from '@plumbline/config';
import { Injectable } from '@nestjs/common';
import { type Connection, type mongo, Mongoose } from 'mongoose';
import { connectionOptions } from './connection-options.js';
import { dependencyDown, toProblem } from './driver-errors.js';
import type { DocumentProtection } from './protection/document-protection.js';
import { BlindIndex, FieldCipher } from './protection/field-cipher.js';
import { retryUntil } from './retry.js';

const RETRY_MS = 500;

/** The one connection to MongoDB and what stands on it: ping, transactions, the keys of protected fields. */
@Injectable()
export class Database {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly blindIndex: BlindIndex;
  /** The collections whose repositories write events; each repository adds its own. */
  readonly outboxes = new Set<string>();
  /** What is encrypted in which collection; each repository adds its own. */
  readonly protections = new Map<string, DocumentProtection>();
  readonly #mongoose = new Mongoose({ strictQuery: 'throw', sanitizeFilter: true, autoIndex: false, autoCreate: false, transactionAsyncLocalStorage: true });
  readonly #closing = new AbortController();
  readonly #closers = new Set<() => Promise<void>>();
  #started: Promise<void> | undefined;
  #ping: Promise<unknown> | undefined;
  #failure: unknown;

  constructor(
    private readonly config: Config,
    readonly clock: Clock,
    readonly ids: Ids,
  ) {
    this.connection = this.#mongoose.createConnection();
    // Without a listener a lost connection would end the process; the failure is told by /ready and by each operation.
    this.connection.on('error', (error) => {
      this.#failure = error;
    });
    this.cipher = new FieldCipher(config.get('DATA_KEYS'));
    this.blindIndex = new BlindIndex(config.get('BLIND_INDEX_KEY'));
  }

  /** Begins to connect and goes on trying until it succeeds or `close` is called; never rejects. */
  start(appName = 'plumbline'): Promise<void> {
    this.#started ??= retryUntil(this.#closing.signal, RETRY_MS, () => this.#connect(appName), (error) => {
      this.#failure = error;
    });
    return this.#started;
  }

  /**
   * Connects once; the driver gives up after 3 s.
   * @throws Problem DEPENDENCY_DOWN with the failure as its cause.
   */
  async connectOnce(appName: string): Promise<void> {
    try {
      await this.#connect(appName);
    } catch (error) {
      throw toProblem(error) ?? error;
    }
  }

  /** The driver's database. @throws Problem DEPENDENCY_DOWN before the first connection is made. */
  get db(): mongo.Db {
    const { db } = this.connection;
    if (db === undefined || this.#closing.signal.aborted) throw dependencyDown(this.#failure);
    return db;
  }

  /** @throws Problem DEPENDENCY_DOWN before the first connection is made. */
  assertConnected(): void {
    if (this.connection.db === undefined || this.#closing.signal.aborted) throw dependencyDown(this.#failure);
  }

  /**
   * Asks the server for a sign of life.
   * @param deadlineMs the most to wait, in ms (> 0); kept also when packets vanish. Only one question is under way at a time: later callers wait for its answer.
   * @returns how long it took, in ms.
   * @throws Problem DEPENDENCY_DOWN
   */
  async ping(deadlineMs: number): Promise<number> {
    const begun = performance.now();
    this.#ping ??= this.#askForLife().finally(() => {
      this.#ping = undefined;
    });
    const answer = this.#ping;
    let timer: NodeJS.Timeout | undefined;
    try {
      await Promise.race([
        answer,
        new Promise((_resolve, reject) => {
          timer = setTimeout(() => reject(dependencyDown(new Error(`No answer to a ping within ${deadlineMs} ms.`))), deadlineMs);
        }),
      ]);
    } catch (error) {
      throw toProblem(error) ?? error;
    } finally {
      clearTimeout(timer);
    }
    return performance.now() - begun;
  }

  /**
   * Runs `work` in a transaction: every repository call in it takes part. Run again by the driver when it meets another one, so it must have no other effects.
   * @throws what `work` throws; Problem DEPENDENCY_DOWN, DEADLINE_EXCEEDED.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    this.assertConnected();
    try {
      return await this.connection.transaction(() => work().catch(throwTransient), { readConcern: { level: 'snapshot' } });
    } catch (error) {
      throw toProblem(error) ?? error;
    }
  }

  /** Runs `closer` before the connection is closed. */
  onClose(closer: () => Promise<void>): void {
    this.#closers.add(closer);
  }

  /** Closes the streams, then the connection. To be called when the last request is answered; see `closeDatabase`. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#closers].map((closer) => closer()));
    await this.#started;
    await this.connection.close(true);
  }

  async #connect(appName: string): Promise<void> {
    await this.connection.openUri(this.config.get('MONGODB_URI'), connectionOptions(this.config, appName));
    this.#failure = undefined;
  }

  async #askForLife(): Promise<void> {
    await this.db.command({ ping: 1 });
  }
}

/** The driver repeats a transaction by the labels of its own errors, which a Problem hides. */
function throwTransient(error: unknown): never {
  const cause = error instanceof Error ? error.cause : undefined;
  const labelled = cause as { hasErrorLabel?: (label: string) => boolean } | undefined;
  throw labelled?.hasErrorLabel?.('TransientTransactionError') === true ? cause : error;
}
