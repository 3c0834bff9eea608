import { Injectable } from '@nestjs/common';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { RevealRatings } from '../use-cases/reveal-ratings.js';

/** Makes ratings count whose fortnight is over. */
@Injectable()
export class RevealDueRatings extends Job {
  override readonly name = 'marketplace.reveal-ratings';
  override readonly everyMs = 3_600_000;

  constructor(private readonly reveal: RevealRatings) {
    super();
  }

  override async run(_data: JobData, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    while (!signal.aborted && (await this.reveal.someDue()));
  }
}
