import { type Database, pause } from '@plumbline/database';
import type { mongo } from 'mongoose';

/** How long the server holds a question for changes before it answers "none", in ms. */
const PULSE_MS = 500;
const RETRY_MS = 250;

/** Writes by which a document begins to wait. Of the change only its place is sent; what waits is read from there. */
const BEGAN_TO_WAIT: mongo.Document[] = [
  {
    $match: {
      $or: [
        { operationType: { $in: ['insert', 'replace'] }, 'fullDocument.unrelayed': { $exists: true } },
        { operationType: 'update', 'updateDescription.updatedFields.unrelayed': { $exists: true } },
      ],
    },
  },
  { $project: { ns: 1 } },
];

/** Tells in which collection an event was written, some milliseconds after it was; whatever it misses, the relay's slow look finds. */
export class OutboxWatch {
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #stream: mongo.ChangeStream | undefined;

  /** @param interrupted writes may have been missed. */
  constructor(
    private readonly database: Database,
    private readonly written: (collection: string) => void,
    private readonly interrupted: () => void,
  ) {
    this.#running = this.#follow();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#stream?.close().catch(() => undefined);
    await this.#running;
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#listen();
      } catch {
        // Nothing is lost by it, and the relay itself says when the database is away.
      }
      await this.#stream?.close().catch(() => undefined);
      await pause(RETRY_MS, this.#stop.signal);
    }
  }

  async #listen(): Promise<void> {
    const stream = this.database.db.watch(BEGAN_TO_WAIT, { maxAwaitTimeMS: PULSE_MS });
    this.#stream = stream;
    let begun = false;
    // A dropped database ends the stream, which then answers "none" without waiting.
    while (!this.#stop.signal.aborted && !stream.closed) {
      const change = (await stream.tryNext()) as { readonly ns?: { readonly coll?: string } } | null;
      if (!begun) this.interrupted();
      begun = true;
      if (change?.ns?.coll !== undefined) this.written(change.ns.coll);
    }
  }
}
