import { mongo } from 'mongoose';
import type { Database } from '../database.js';
import { isAcknowledgement } from '../outbox/acknowledgement.js';
import { pause } from '../retry.js';

/** How long the server holds a question for changes before it answers "none", in ms: the pulse of the feed. */
const PULSE_MS = 500;
/** Without an answer for this long, the feed counts as dead: it takes a black-holed server far longer to be noticed by the driver. */
const SILENCE_MS = 2_000;
const RETRY_MS = 250;

/** One change, as a cache needs it. */
export interface Change {
  readonly documentId: string;
  readonly kind: 'insert' | 'update' | 'replace' | 'delete';
  /** The whole document, for an insert or a replacement only. */
  readonly document: Readonly<Record<string, unknown>> | undefined;
  /** What an update set, by dotted path with list positions (`members.1`), for an update only. */
  readonly updated: Readonly<Record<string, unknown>> | undefined;
}

/** Who listens to a feed. */
export interface ChangeListener {
  changed(change: Change): void;
  /** Changes may have been missed. */
  interrupted(): void;
}

/**
 * Follows the changes of one collection and knows at every moment whether it is up to date. After an interruption it begins
 * anew at the present instead of resuming: its listeners forget everything then, so that there is nothing to catch up with.
 */
export class ChangeFeed {
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #stream: mongo.ChangeStream | undefined;
  #heardAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly collection: string,
    private readonly listener: ChangeListener,
  ) {
    this.#running = this.#follow();
    database.onClose(() => this.close());
  }

  /** Whether everything that happened until a moment ago (about 2 s at most, 1 ms as a rule) has been reported. */
  get isLive(): boolean {
    return performance.now() - this.#heardAt < SILENCE_MS;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#interrupt();
    await this.#stream?.close().catch(() => undefined);
    await this.#running;
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#listen();
      } catch {
        // Nothing fails by it: the cache asks the database, and one that is away is told by /ready.
      }
      this.#interrupt();
      await this.#stream?.close().catch(() => undefined);
      await pause(RETRY_MS, this.#stop.signal);
    }
  }

  async #listen(): Promise<void> {
    const stream = this.database.db.collection(this.collection).watch([], { maxAwaitTimeMS: PULSE_MS });
    this.#stream = stream;
    while (!this.#stop.signal.aborted) {
      const change = await stream.tryNext();
      const now = performance.now();
      // Silence that is over: what was cached before it may be stale, so it is dropped before the feed counts as live again.
      if (now - this.#heardAt >= SILENCE_MS) this.listener.interrupted();
      if (change !== null) this.#report(change);
      this.#heardAt = performance.now();
    }
  }

  #report(change: mongo.ChangeStreamDocument): void {
    switch (change.operationType) {
      case 'insert':
      case 'replace':
        this.listener.changed({ documentId: String(change.documentKey._id), kind: change.operationType, document: change.fullDocument, updated: undefined });
        return;
      case 'update':
        if (isAcknowledgement(change.updateDescription)) return;
        this.listener.changed({ documentId: String(change.documentKey._id), kind: 'update', document: undefined, updated: change.updateDescription.updatedFields });
        return;
      case 'delete':
        this.listener.changed({ documentId: String(change.documentKey._id), kind: 'delete', document: undefined, updated: undefined });
        return;
      case 'invalidate':
        throw new Error(`The collection ${this.collection} was dropped or renamed.`);
      default:
        this.listener.interrupted();
    }
  }

  #interrupt(): void {
    this.#heardAt = -Infinity;
    this.listener.interrupted();
  }
}
