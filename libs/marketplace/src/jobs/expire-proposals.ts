import { Injectable } from '@nestjs/common';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { ProposalFollower } from '../use-cases/proposal-follower.js';

const BATCH = 100;
const MOST_BATCHES = 1_000;

/** Ends the proposals whose time is over; until then they are shown as expired, and cannot be accepted. */
@Injectable()
export class ExpireProposals extends Job {
  override readonly name = 'marketplace.expire-proposals';
  override readonly everyMs = 3_600_000;

  constructor(private readonly follower: ProposalFollower) {
    super();
  }

  /** What was ended no longer matches; what could not be is met again the next time. */
  override async run(_data: JobData, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    for (let batch = 0; batch < MOST_BATCHES && !signal.aborted; batch += 1) if ((await this.follower.expireSome()) < BATCH) return;
  }
}
