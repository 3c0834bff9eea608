import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { type Mail, Mailer } from '@plumbline/mail';
import { UserRepository } from '../data/user.repository.js';
import type { EmailChange } from '../data/user.schema.js';
import { LinkMails } from './link-mails.js';

/** Sends the link to the new address, and tells the old one, so that a thief of an open session cannot move the account unseen. */
@Injectable()
export class MailEmailChange extends EventHandler {
  override readonly name = 'identity.mail-email-change';
  override readonly types = ['user.email-change-requested'] as const;

  constructor(
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
    private readonly links: LinkMails,
  ) {
    super();
  }

  override async handle({ id, objectId }: RelayedEvent): Promise<void> {
    const account = await this.users.findOne(EVERYTHING, { _id: objectId }, ['email', 'emailChange']);
    if (account?.emailChange === undefined) return;
    const { email, emailChange } = account;
    await this.mailer.queue({
      id: `${id}:notice`,
      to: email,
      subject: 'Your e-mail address is to be changed',
      paragraphs: [
        'Somebody, presumably you, wants to move your account at Plumbline to another e-mail address. It happens once the link is opened that we have sent there.',
        'If it was not you, change your password within the hour: the link is void then.',
      ],
    });
    const owner = await this.users.findByEmail(emailChange.email, []);
    const taken = owner !== undefined && owner._id !== objectId;
    await this.mailer.queue({ id: `${id}:confirm`, to: emailChange.email, ...(taken ? TAKEN : this.#confirmation(objectId, emailChange)) });
  }

  #confirmation(userId: string, link: EmailChange): Omit<Mail, 'id' | 'to'> {
    return {
      subject: 'Confirm your new e-mail address',
      paragraphs: [
        'Somebody, presumably you, wants to use this e-mail address for an account at Plumbline. With this link you confirm it; you are then logged out everywhere.',
        'The link is good for an hour and once. If it was not you, do nothing.',
      ],
      ...this.links.action('Confirm the new address', 'emailChange', userId, link),
    };
  }
}

/** Who asked is told nothing; the owner of the address is. */
const TAKEN: Omit<Mail, 'id' | 'to'> = {
  subject: 'You have an account already',
  paragraphs: ['Somebody wanted to use this e-mail address for another account at Plumbline. It has one already, so nothing was changed, and there is nothing to do.'],
};
