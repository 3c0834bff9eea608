import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { UserRepository } from '../data/user.repository.js';
import { LinkMails } from './link-mails.js';

/** Sends who registered the link that opens the account. */
@Injectable()
export class MailVerification extends EventHandler {
  override readonly name = 'identity.mail-verification';
  override readonly types = ['user.registered', 'user.registration-replaced', 'user.verification-requested'] as const;

  constructor(
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
    private readonly links: LinkMails,
  ) {
    super();
  }

  /** What counts is the account of now: a link that was replaced meanwhile is not worth mailing, the one that replaced it is. */
  override async handle({ id, objectId }: RelayedEvent): Promise<void> {
    const account = await this.users.findOne(EVERYTHING, { _id: objectId }, ['email', 'emailVerifiedAt', 'verification']);
    if (account?.verification === undefined || account.emailVerifiedAt !== undefined) return;
    await this.mailer.queue({
      id: `${id}:verify`,
      to: account.email,
      subject: 'Confirm your e-mail address',
      paragraphs: [
        'Somebody, presumably you, has registered with this e-mail address at Plumbline. Confirm it, and you can log in with the password that you chose.',
        'The link is good for 24 hours and once. Of several such mails only the latest one counts.',
        'If you have not just registered, do nothing: without the link nobody can use the account.',
      ],
      ...this.links.action('Confirm the address', 'verification', account._id, account.verification),
    });
  }
}
