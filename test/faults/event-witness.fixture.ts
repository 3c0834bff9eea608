import type { mongo } from 'mongoose';

interface Event {
  readonly seq: number;
  readonly type: string;
}

const LIST = 'outbox';
const ELEMENT = /^outbox\.\d+$/;

/** Events that a change has appended; what an acknowledgement leaves in the list was appended before, and is told again. */
function appended(change: mongo.ChangeStreamDocument): readonly Event[] {
  if (change.operationType === 'insert') return (change.fullDocument[LIST] ?? []) as Event[];
  if (change.operationType !== 'update') return [];
  return Object.entries(change.updateDescription.updatedFields ?? {}).flatMap(([path, value]) => (path === LIST ? (value as Event[]) : ELEMENT.test(path) ? [value as Event] : []));
}

/**
 * Sees every event that is committed to any document, from the database's own log of changes: it does not depend on anything that the
 * service says, and still knows an event that the service would lose.
 */
export class EventWitness {
  /** `collection:objectId:seq type`, each once. */
  readonly #seen = new Set<string>();
  readonly #reading: Promise<void>;

  private constructor(private readonly stream: mongo.ChangeStream) {
    this.#reading = this.#read();
  }

  /** @returns one that sees what is written from now on. */
  static async watch(db: mongo.Db): Promise<EventWitness> {
    const stream = db.watch();
    // The first question opens the stream; what is written behind it is seen.
    await stream.tryNext();
    return new EventWitness(stream);
  }

  /** What the service has to account for: `collection:objectId:seq type`, sorted. */
  get events(): readonly string[] {
    return [...this.#seen].sort();
  }

  async stop(): Promise<void> {
    await this.stream.close();
    await this.#reading;
  }

  async #read(): Promise<void> {
    try {
      for await (const change of this.stream) {
        if (!('documentKey' in change) || !('ns' in change) || !('coll' in change.ns)) continue;
        for (const { seq, type } of appended(change)) this.#seen.add(`${change.ns.coll}:${String(change.documentKey._id)}:${seq} ${type}`);
      }
    } catch (error) {
      if (!this.stream.closed) throw error;
    }
  }
}
