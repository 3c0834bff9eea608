import { Injectable } from '@nestjs/common';
import { Database, defineSchema, duplicateKeyIndex, EVERYTHING, type Filter, type Found, type Page, type PageKey, present, Repository } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { Schema } from 'mongoose';
import { JOBS } from './indexes.js';
import type { StoredJob } from './stored-job.js';

const FIELDS = ['name', 'attempts', 'enqueuedAt', 'diedAt', 'lastFailure', 'data'] as const;

/** A dead letter as it is shown. */
export type DeadJob = Found<StoredJob, (typeof FIELDS)[number]>;

/** Jobs whose attempts are used up. They belong to nobody; who may see them is decided by the role. */
@Injectable()
export class DeadJobs extends Repository<StoredJob, never> {
  constructor(database: Database) {
    const schema = defineSchema<StoredJob>({
      name: { type: String, required: true },
      key: { type: String },
      data: { type: Schema.Types.Mixed, required: true },
      enqueuedAt: { type: Date, required: true },
      dueAt: { type: Date },
      attempts: { type: Number, required: true },
      everyMs: { type: Number },
      lastFailure: { type: Schema.Types.Mixed },
      diedAt: { type: Date },
    });
    super(database, JOBS, schema, { events: false });
  }

  protected override scopeFilter(): Filter<StoredJob> {
    throw new Error('Dead jobs have no owner.');
  }

  /** The latest first. @param limit 1..100. */
  list(limit: number, after: PageKey | undefined): Promise<Page<DeadJob>> {
    return this.page(EVERYTHING, { diedAt: present() }, { sort: { by: 'diedAt', direction: -1 }, limit, after }, FIELDS);
  }

  /**
   * Puts a dead letter back into the queue, due now, with all its attempts.
   * @param isKnown whether there is still a job of this name.
   * @returns its name.
   * @throws Problem NOT_FOUND when there is no dead letter of this id; STATE_CONFLICT when nobody can run it any more, or the same job was
   *   stored anew meanwhile.
   */
  async revive(id: string, isKnown: (name: string) => boolean): Promise<string> {
    const dead = await this.findOne(EVERYTHING, { _id: id, diedAt: present() }, ['name']);
    if (dead === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    if (!isKnown(dead.name)) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'This version has no such job any more.' });
    try {
      await this.update(EVERYTHING, id, { when: { diedAt: present() }, set: { dueAt: this.clock.now(), attempts: 0 }, unset: ['diedAt'] }, []);
      return dead.name;
    } catch (error) {
      if (duplicateKeyIndex(error) === undefined) throw error;
      throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'The same job waits to be run already.', cause: error });
    }
  }
}
