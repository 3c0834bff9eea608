import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { UserRepository } from '../data/user.repository.js';
import { LinkMails } from './link-mails.js';

/** Sends the link by which a forgotten password is replaced. */
@Injectable()
export class MailPasswordReset extends EventHandler {
  override readonly name = 'identity.mail-password-reset';
  override readonly types = ['user.password-reset-requested'] as const;

  constructor(
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
    private readonly links: LinkMails,
  ) {
    super();
  }

  override async handle({ id, objectId }: RelayedEvent): Promise<void> {
    const account = await this.users.findOne(EVERYTHING, { _id: objectId }, ['email', 'passwordReset']);
    if (account?.passwordReset === undefined) return;
    await this.mailer.queue({
      id: `${id}:reset`,
      to: account.email,
      subject: 'Choose a new password',
      paragraphs: [
        'Somebody, presumably you, has forgotten the password of your account at Plumbline. With this link you choose a new one; you are then logged out everywhere.',
        'The link is good for 30 minutes and once.',
        'If it was not you, do nothing: your password stays as it is.',
      ],
      ...this.links.action('Choose a new password', 'passwordReset', account._id, account.passwordReset),
    });
  }
}
