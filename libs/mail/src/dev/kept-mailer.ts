import { MailsRepository } from '../data/mails.repository.js';
import { type Mail, Mailer } from '../mailer.js';
import { countMail } from '../mail-metrics.js';
import { newMail } from '../new-mail.js';

/** Most mails that are kept. */
const MOST = 500;

/** Keeps mails to be looked at, instead of sending them: for development and tests, where no server is set. */
export class KeptMailer extends Mailer {
  /** @param domain in which mails are named. */
  constructor(
    private readonly mails: MailsRepository,
    private readonly domain: string,
  ) {
    super();
  }

  override async queue(mail: Mail): Promise<void> {
    if (await this.mails.storeToKeep(newMail(mail, this.domain))) countMail('kept');
    await this.mails.trimKept(MOST);
  }
}
