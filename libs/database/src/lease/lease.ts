import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';

/** Who holds a lease. */
export interface Holder {
  /** The lease's name. */
  readonly _id: string;
  readonly owner: string;
  readonly takenAt: Date;
  readonly expiresAt: Date;
}

/** The lease was lost while working: another process may have begun. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** What a lease is for. */
export interface LeaseOptions {
  /** `leases` unless told. */
  readonly collection?: string;
  /** What only one process does at a time: `outbox-relay`. */
  readonly name: string;
  /** Who asks, as others shall read it; another one for each `Lease`. */
  readonly owner: string;
  /** How long a silent holder keeps it, in ms; renewed three times in that time. */
  readonly leaseMs: number;
}

const DUPLICATE_KEY = 11_000;
const POLL_MS = 200;

/** The right to do something, held by one process at a time. All times are the database's, so that clocks need not agree. */
export class Lease {
  #heartbeat: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #renewedAt = -Infinity;
  #lost: unknown;

  constructor(
    private readonly db: mongo.Db,
    private readonly options: LeaseOptions,
  ) {}

  /**
   * Takes the lease, waiting while another holds it.
   * @param waitMs the most to wait, in ms.
   * @param waiting told once who holds it.
   * @returns who still holds it when the time is up; undefined when it was taken.
   */
  async take(waitMs: number, waiting: (holder: Holder) => void): Promise<Holder | undefined> {
    const deadline = performance.now() + waitMs;
    let told = false;
    for (;;) {
      const holder = await this.#ask();
      if (holder?.owner === this.options.owner) return undefined;
      if (holder !== undefined && performance.now() >= deadline) return holder;
      if (holder !== undefined && !told) {
        waiting(holder);
        told = true;
      }
      await delay(POLL_MS);
    }
  }

  /** Takes the lease if nobody holds it. @returns whether it is held now. */
  async tryTake(): Promise<boolean> {
    return (await this.#ask())?.owner === this.options.owner;
  }

  /** Whether the last renewal is recent enough, by this process's own clock; asks nobody. */
  get isHeld(): boolean {
    return this.#lost === undefined && performance.now() - this.#renewedAt < this.options.leaseMs;
  }

  /** @throws LeaseLost when it is no longer certain that this process alone holds it. */
  async assertHeld(): Promise<void> {
    await this.#renewing;
    await this.#renew();
    if (this.#lost !== undefined) throw new LeaseLost(`The lease \`${this.options.name}\` was lost; nothing more was done.`, { cause: this.#lost });
  }

  /** Gives it back; a lease that was lost already is left alone. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#renewing;
    this.#renewedAt = -Infinity;
    await this.#collection.deleteOne({ _id: this.options.name, owner: this.options.owner });
  }

  get #collection(): mongo.Collection<Holder> {
    return this.db.collection<Holder>(this.options.collection ?? 'leases');
  }

  get #until(): mongo.Document {
    return { $add: ['$$NOW', this.options.leaseMs] };
  }

  /** Takes the lease if it is free, in one write. @returns who holds it now; undefined when two began at once and neither knows. */
  async #ask(): Promise<Holder | undefined> {
    const { name, owner } = this.options;
    const asked = performance.now();
    const free = { $lt: [{ $ifNull: ['$expiresAt', new Date(0)] }, '$$NOW'] };
    const ifFree = (value: unknown, otherwise: string): mongo.Document => ({ $cond: ['$free', value, otherwise] });
    const taken = { owner: ifFree({ $literal: owner }, '$owner'), takenAt: ifFree('$$NOW', '$takenAt'), expiresAt: ifFree(this.#until, '$expiresAt') };
    try {
      const holder = await this.#collection.findOneAndUpdate({ _id: name }, [{ $set: { free } }, { $set: taken }, { $unset: 'free' }], { upsert: true, returnDocument: 'after' });
      if (holder?.owner === owner) this.#begin(asked);
      return holder ?? undefined;
    } catch (error) {
      if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) return undefined;
      throw error;
    }
  }

  #begin(asked: number): void {
    this.#lost = undefined;
    this.#renewedAt = asked;
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => {
      this.#renewing = this.#renewing.then(() => this.#renew());
    }, this.options.leaseMs / 3);
    this.#heartbeat.unref();
  }

  async #renew(): Promise<void> {
    const asked = performance.now();
    try {
      const { matchedCount } = await this.#collection.updateOne({ _id: this.options.name, owner: this.options.owner, $expr: { $gte: ['$expiresAt', '$$NOW'] } }, [{ $set: { expiresAt: this.#until } }]);
      if (matchedCount === 0) this.#lost ??= new Error('The lease has expired or is held by another.');
      else this.#renewedAt = asked;
    } catch (error) {
      this.#lost ??= error;
    }
    if (this.#lost !== undefined) clearInterval(this.#heartbeat);
  }
}
