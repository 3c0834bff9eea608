import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, range } from '@plumbline/database';
import { Job, type JobContext } from '@plumbline/jobs';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { ASSESSMENT_STATES } from '../domain/states.js';

const HOUR_MS = 3_600_000;
const BATCH = 100;

/** Ends verifications whose twelve months are over. */
@Injectable()
export class ExpireAssessments extends Job {
  override readonly name = 'assessments.expire';
  override readonly everyMs = HOUR_MS;

  constructor(
    private readonly assessments: AssessmentsRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(_data: object, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    const now = this.clock.now();
    while (!signal.aborted) {
      const lapsed = await this.assessments.find(EVERYTHING, { state: 'verified', expiresAt: range({ lte: now }) }, ['businessId'], { limit: BATCH, sort: { expiresAt: 1 } });
      let ended = 0;
      for (const { _id, businessId } of lapsed) if (await this.#expire(_id, businessId, now)) ended += 1;
      if (lapsed.length < BATCH || ended === 0) return;
    }
  }

  /** @returns false when it must wait for the next run: its outbox is full. */
  async #expire(id: string, businessId: string, now: Date): Promise<boolean> {
    const events = [{ type: 'assessment.expired', data: { businessId } }] as const;
    try {
      await this.assessments.transition(EVERYTHING, id, { step: ASSESSMENT_STATES.step('expire'), when: { expiresAt: range({ lte: now }) }, events }, []);
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // One that cannot be written must not keep the others from their end.
      if (error.type === PROBLEMS.OVERLOADED) return false;
      // Another run has done it.
      if (error.type === PROBLEMS.STATE_CONFLICT) return true;
      throw error;
    }
  }
}
