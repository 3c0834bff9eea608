import { Injectable } from '@nestjs/common';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { FollowExpiry } from '../use-cases/follow-expiry.js';

/** Looks each hour at the certificates that end soon or have ended. */
@Injectable()
export class WatchExpiry extends Job {
  override readonly name = 'certificates.expiry';
  override readonly everyMs = 3_600_000;

  constructor(private readonly follow: FollowExpiry) {
    super();
  }

  override async run(_data: JobData, { signal }: JobContext): Promise<void> {
    await this.follow.execute(signal);
  }
}
