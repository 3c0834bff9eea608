import { Injectable } from '@nestjs/common';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { ProposalFollower } from '../use-cases/proposal-follower.js';

/** Ends the proposals whose time is over; until then they are shown as expired, and cannot be accepted. */
@Injectable()
export class ExpireProposals extends Job {
  override readonly name = 'marketplace.expire-proposals';
  override readonly everyMs = 3_600_000;

  constructor(private readonly follower: ProposalFollower) {
    super();
  }

  override async run(_data: JobData, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    while (!signal.aborted && (await this.follower.expireSome()));
  }
}
