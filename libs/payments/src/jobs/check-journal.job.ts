import { Injectable, Logger } from '@nestjs/common';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { SweepJournal } from '../use-cases/books/sweep-journal.js';

/** Looks each hour whether the journal is what the payments say, and whether debits equal credits; what is wrong and not only late freezes all transfers. */
@Injectable()
export class CheckJournalJob extends Job {
  override readonly name = 'payments.check-journal';
  override readonly everyMs = 3_600_000;
  readonly #logger = new Logger(CheckJournalJob.name);

  constructor(private readonly sweep: SweepJournal) {
    super();
  }

  override async run(_data: JobData, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    this.#logger.log(await this.sweep.execute(signal), 'The journal was compared with the payments.');
  }
}
