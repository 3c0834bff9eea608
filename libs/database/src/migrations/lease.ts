import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';

/** The one document of the collection `migrationLock`. */
interface Holder {
  readonly _id: 'migrator';
  readonly owner: string;
  readonly takenAt: Date;
  readonly expiresAt: Date;
}

/** Another migrator is at work. */
export class MigrationLocked extends Error {
  override readonly name = 'MigrationLocked';
}

/** The lease was lost while working: another migrator may have begun. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

const DUPLICATE_KEY = 11_000;
const POLL_MS = 200;

/** The right to migrate, held by one process at a time. All times are the database's, so that clocks need not agree. */
export class Lease {
  #heartbeat: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #lost: unknown;

  /**
   * @param owner who asks, as others shall read it.
   * @param leaseMs how long a silent holder keeps it, in ms; renewed three times in that time.
   */
  constructor(
    private readonly db: mongo.Db,
    private readonly owner: string,
    private readonly leaseMs: number,
  ) {}

  /**
   * Takes the lease, waiting while another holds it.
   * @param waitMs the most to wait, in ms.
   * @param waiting told once who holds it.
   * @throws MigrationLocked naming the holder.
   */
  async take(waitMs: number, waiting: (holder: string) => void): Promise<void> {
    const deadline = performance.now() + waitMs;
    let told = false;
    let holder = await this.#tryTake();
    while (holder?.owner !== this.owner) {
      if (holder !== undefined && performance.now() >= deadline) {
        throw new MigrationLocked(`Another migrator (${holder.owner}) has been at work since ${holder.takenAt.toISOString()}; wait for it, or until its lease ends at ${holder.expiresAt.toISOString()} if it is dead.`);
      }
      if (holder !== undefined && !told) {
        waiting(holder.owner);
        told = true;
      }
      await delay(POLL_MS);
      holder = await this.#tryTake();
    }
    this.#beat();
  }

  /** @throws LeaseLost when it is no longer certain that this process alone migrates. */
  async assertHeld(): Promise<void> {
    await this.#renewing;
    await this.#renew();
    if (this.#lost !== undefined) throw new LeaseLost('The lock on migrations was lost; nothing more was done.', { cause: this.#lost });
  }

  /** Gives it back; a lease that was lost already is left alone. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#renewing;
    await this.#collection.deleteOne({ _id: 'migrator', owner: this.owner });
  }

  get #collection(): mongo.Collection<Holder> {
    return this.db.collection<Holder>('migrationLock');
  }

  get #until(): mongo.Document {
    return { $add: ['$$NOW', this.leaseMs] };
  }

  /** Takes the lease if it is free, in one write. @returns who holds it now; undefined when two began at once and neither knows. */
  async #tryTake(): Promise<Holder | undefined> {
    const free = { $lt: [{ $ifNull: ['$expiresAt', new Date(0)] }, '$$NOW'] };
    const ifFree = (value: unknown, otherwise: string): mongo.Document => ({ $cond: ['$free', value, otherwise] });
    const taken = { owner: ifFree({ $literal: this.owner }, '$owner'), takenAt: ifFree('$$NOW', '$takenAt'), expiresAt: ifFree(this.#until, '$expiresAt') };
    try {
      const holder = await this.#collection.findOneAndUpdate({ _id: 'migrator' }, [{ $set: { free } }, { $set: taken }, { $unset: 'free' }], { upsert: true, returnDocument: 'after' });
      return holder ?? undefined;
    } catch (error) {
      if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) return undefined;
      throw error;
    }
  }

  #beat(): void {
    this.#heartbeat = setInterval(() => {
      this.#renewing = this.#renewing.then(() => this.#renew());
    }, this.leaseMs / 3);
    this.#heartbeat.unref();
  }

  async #renew(): Promise<void> {
    try {
      const { matchedCount } = await this.#collection.updateOne({ _id: 'migrator', owner: this.owner, $expr: { $gte: ['$expiresAt', '$$NOW'] } }, [{ $set: { expiresAt: this.#until } }]);
      if (matchedCount === 0) this.#lost ??= new Error('The lease has expired or is held by another.');
    } catch (error) {
      this.#lost ??= error;
    }
  }
}
