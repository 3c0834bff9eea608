import { Jobs } from '@plumbline/jobs';
import { MailsRepository } from '../data/mails.repository.js';
import type { MailPace } from '../mail-pace.js';
import { type Mail, Mailer } from '../mailer.js';
import { newMail } from '../new-mail.js';
import { SEND_MAIL } from './send-mail.js';

/** Stores a mail, then a job that sends it. Who dies between the two is either run again, and finds the mail stored, or swept up after. */
export class QueuedMailer extends Mailer {
  /** @param domain in which mails are named. */
  constructor(
    private readonly mails: MailsRepository,
    private readonly jobs: Jobs,
    private readonly pace: MailPace,
    private readonly domain: string,
  ) {
    super();
  }

  override async queue(mail: Mail): Promise<void> {
    await this.mails.storeToSend(newMail(mail, this.domain), this.pace.sweepMs);
    await this.jobs.enqueue(SEND_MAIL, { mailId: mail.id }, { key: mail.id });
  }
}
