import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Database, defineSchema, EVERYTHING, type Filter, range, Repository, type Stored } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';

interface Lock extends Stored {
  readonly holder: string;
  readonly heldUntil: Date;
}

export const IDENTITY_LOCKS = 'identity_locks';
const THE_ONE = 'fewer-admins';
/** Three times a request's budget: nothing that the holder began is still under way when it lapses. */
const LEASE_MS = 30_000;
const PAUSE_MS = 20;
const ATTEMPTS = 100;

/**
 * Lets one request at a time make an admin less. Two admins who drop each other at the same moment would both find that
 * somebody remains; no single document could tell them, and counting one at a time does. Who dies while holding it
 * holds it for 30 s.
 */
@Injectable()
export class AdminLock extends Repository<Lock, never> {
  private readonly logger = new Logger('AdminLock');

  constructor(database: Database) {
    super(database, IDENTITY_LOCKS, defineSchema<Lock>({ holder: { type: String, required: true }, heldUntil: { type: Date, required: true } }), { events: false });
  }

  /** @throws Problem OVERLOADED when it was not to be had in 2 s; what `work` throws. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const holder = this.ids.next();
    await this.#acquire(holder);
    try {
      return await work();
    } finally {
      await this.#release(holder);
    }
  }

  protected override scopeFilter(): Filter<Lock> {
    throw new Error('The lock has no owner.');
  }

  async #acquire(holder: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (await this.#take(holder)) return;
      await delay(PAUSE_MS);
    }
    throw new Problem(PROBLEMS.OVERLOADED, { retryAfterSeconds: 1 });
  }

  /** What was done while holding it is done: a lock that cannot be given back ends by itself. */
  async #release(holder: string): Promise<void> {
    try {
      await this.updateMany(EVERYTHING, { _id: THE_ONE, holder }, { set: { heldUntil: new Date(0) } });
    } catch (error) {
      this.logger.warn(`The lock could not be given back; it ends by itself within ${LEASE_MS / 1000} s: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #take(holder: string): Promise<boolean> {
    const now = this.clock.now();
    const set = { holder, heldUntil: new Date(now.getTime() + LEASE_MS) };
    if ((await this.updateMany(EVERYTHING, { _id: THE_ONE, heldUntil: range({ lte: now }) }, { set })) === 1) return true;
    if ((await this.findOne(EVERYTHING, { _id: THE_ONE }, [])) !== undefined) return false;
    try {
      await this.insert(EVERYTHING, { _id: THE_ONE, ...set });
      return true;
    } catch (error) {
      if (error instanceof Problem && error.type === PROBLEMS.ALREADY_EXISTS) return false;
      throw error;
    }
  }
}
