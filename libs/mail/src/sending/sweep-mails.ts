import { Job, Jobs } from '@plumbline/jobs';
import { MailsRepository } from '../data/mails.repository.js';
import type { MailPace } from '../mail-pace.js';
import { SEND_MAIL } from './send-mail.js';

/** Of one run; what is left waits for the next. */
const MOST = 500;

/** Makes jobs for mails that nobody looks after: whoever stored them, or sent them, died before the job was stored or done. */
export class SweepMails extends Job {
  override readonly name = 'mail.sweep';
  override readonly everyMs: number;

  constructor(
    private readonly mails: MailsRepository,
    private readonly jobs: Jobs,
    pace: MailPace,
  ) {
    super();
    this.everyMs = pace.sweepMs;
  }

  override async run(): Promise<void> {
    for (const mailId of await this.mails.overdue(MOST)) await this.jobs.enqueue(SEND_MAIL, { mailId }, { key: mailId });
  }
}
