import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { UserRepository } from '../data/user.repository.js';

/** Tells the former address that the account has left it. */
@Injectable()
export class MailEmailChanged extends EventHandler {
  override readonly name = 'identity.mail-email-changed';
  override readonly types = ['user.email-changed'] as const;

  constructor(
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  override async handle({ id, objectId, at }: RelayedEvent): Promise<void> {
    const account = await this.users.findOne(EVERYTHING, { _id: objectId }, ['formerEmail']);
    if (account?.formerEmail === undefined) return;
    await this.mailer.queue({
      id: `${id}:notice`,
      to: account.formerEmail,
      subject: 'Your e-mail address was changed',
      paragraphs: [
        `Your account at Plumbline was moved from this e-mail address to another one at ${at.toISOString()}.`,
        'If it was you, there is nothing to do. If it was not, write to us from this address; we keep note of it.',
      ],
    });
  }
}
