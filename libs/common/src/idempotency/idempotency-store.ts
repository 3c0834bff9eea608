import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Database, duplicateKeyIndex } from '@plumbline/database';
import { remainingMs } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { mongo } from 'mongoose';

const KEPT_MS = 24 * 3_600_000;
/** A claim outlives the request's budget by this much, so that only a crash, or a database that stays away, leaves one behind. */
const LEASE_MARGIN_MS = 5_000;
const LONGEST_BUDGET_MS = 60_000;
/** Between two attempts to write down how a run ended. */
const RETRY_MS = 500;

interface Entry {
  readonly _id: string;
  readonly fingerprint: string;
  /** Id of the document that the request makes, the same for each of its runs. */
  readonly effectId: string;
  readonly lockUntil: Date;
  readonly expiresAt: Date;
  readonly status?: number;
  readonly body?: mongo.Binary;
}

/** What a request is known by: who sent it, to which operation, under which key, and what it said. */
export interface Claim {
  readonly id: string;
  readonly fingerprint: string;
}

/** The caller is to run the request. */
export interface Run {
  readonly effectId: string;
}

/** The answer that was given. */
export interface StoredAnswer {
  readonly status: number;
  /** What the handler returned, as JSON. */
  readonly body: unknown;
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url');
}

/**
 * Keeps answers for 24 hours under the caller, the route and the key, encrypted (draft-ietf-httpapi-idempotency-key-header).
 * How a run ended is written down even if the database is away at that moment: the caller's repetition must not meet a lock that nobody holds.
 */
@Injectable()
export class IdempotencyStore {
  readonly #closing = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    database.onClose(() => {
      this.#closing.abort();
      return Promise.resolve();
    });
  }

  private get entries(): mongo.Collection<Entry> {
    return this.database.db.collection<Entry>('idempotency_keys');
  }

  /**
   * The claim of a request. Its body is known by a keyed hash: who has a copy of the database must not find it by guessing, as an e-mail address could be.
   * @param route operation id and the values of its path parameters.
   * @param body parsed; two bodies are the same when their members come in the same order with the same values.
   */
  claimOf(userId: string, route: string, key: string, body: unknown): Claim {
    const fingerprint = this.database.blindIndex.of('idempotency_keys.fingerprint', JSON.stringify(body ?? null));
    return { id: digest(userId, route, key), fingerprint: fingerprint.toString('base64') };
  }

  /**
   * Claims a key for one run.
   * @returns the stored answer when the request was done before, or the run that the caller is to make now.
   * @throws Problem IDEMPOTENCY_MISMATCH when the key was used for another body, REQUEST_IN_PROGRESS while another run holds it.
   */
  async claim(claim: Claim): Promise<StoredAnswer | Run> {
    const now = this.clock.now();
    const leaseMs = remainingMs(LONGEST_BUDGET_MS) + LEASE_MARGIN_MS;
    const lease = { lockUntil: new Date(now.getTime() + leaseMs), expiresAt: new Date(now.getTime() + KEPT_MS) };
    const effectId = this.database.ids.next();
    try {
      await this.entries.insertOne({ _id: claim.id, fingerprint: claim.fingerprint, effectId, ...lease });
      return { effectId };
    } catch (error) {
      if (duplicateKeyIndex(error) === undefined) throw error;
    }
    const known = await this.entries.findOne({ _id: claim.id }, { maxTimeMS: remainingMs(5_000) });
    if (known === null) throw new Problem(PROBLEMS.REQUEST_IN_PROGRESS, { retryAfterSeconds: 1 });
    if (known.fingerprint !== claim.fingerprint) throw new Problem(PROBLEMS.IDEMPOTENCY_MISMATCH);
    if (known.status !== undefined && known.body !== undefined) {
      return { status: known.status, body: JSON.parse(this.database.cipher.decrypt(known.body.buffer, place(claim.id)).toString('utf8')) as unknown };
    }
    return this.takeOver(claim, known, lease, now);
  }

  /** A run that crashed left its claim; the first who comes after the lease runs again. */
  private async takeOver(claim: Claim, known: Entry, lease: Pick<Entry, 'lockUntil' | 'expiresAt'>, now: Date): Promise<Run> {
    const seconds = Math.max(1, Math.ceil((known.lockUntil.getTime() - now.getTime()) / 1000));
    if (known.lockUntil > now) throw new Problem(PROBLEMS.REQUEST_IN_PROGRESS, { retryAfterSeconds: Math.min(seconds, 2) });
    const taken = await this.entries.updateOne({ _id: claim.id, lockUntil: known.lockUntil }, { $set: lease });
    if (taken.modifiedCount === 0) throw new Problem(PROBLEMS.REQUEST_IN_PROGRESS, { retryAfterSeconds: 1 });
    return { effectId: known.effectId };
  }

  /** Stores the answer of a run that took effect; never rejects. */
  async complete(claim: Claim, answer: StoredAnswer): Promise<void> {
    const body = this.database.cipher.encrypt(Buffer.from(JSON.stringify(answer.body ?? null)), place(claim.id));
    await this.#writeDown(() => this.entries.updateOne({ _id: claim.id }, { $set: { status: answer.status, body } }));
  }

  /** Frees the key of a run that was refused: nothing took effect, and another request may use it. Never rejects. */
  async release(claim: Claim): Promise<void> {
    await this.#writeDown(() => this.entries.deleteOne({ _id: claim.id, status: { $exists: false } }));
  }

  /** Ends a run of which nobody knows whether it took effect: the same request may run again, and makes the same document. Never rejects. */
  async suspend(claim: Claim, { effectId }: Run): Promise<void> {
    const now = this.clock.now();
    await this.#writeDown(() => this.entries.updateOne({ _id: claim.id, effectId, lockUntil: { $gt: now }, status: { $exists: false } }, { $set: { lockUntil: now } }));
  }

  /** Waits for one attempt; while the database is away the others follow behind the answer, until the lease would have ended by itself. */
  async #writeDown(write: () => Promise<unknown>): Promise<void> {
    const late = performance.now() + LONGEST_BUDGET_MS;
    const attempt = (): Promise<boolean> => write().then(() => true, () => this.#closing.signal.aborted || performance.now() > late);
    if (await attempt()) return;
    const again = (): void => {
      setTimeout(() => void attempt().then((done) => done || again()), RETRY_MS).unref();
    };
    again();
  }
}

function place(id: string): string {
  return `idempotency_keys.body.${id}`;
}
