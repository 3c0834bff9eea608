import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { UserRepository } from '../data/user.repository.js';

/** Tells the owner that the password was changed, in case it was somebody else. */
@Injectable()
export class MailPasswordChanged extends EventHandler {
  override readonly name = 'identity.mail-password-changed';
  override readonly types = ['user.password-changed'] as const;

  constructor(
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  override async handle({ id, objectId, at }: RelayedEvent): Promise<void> {
    const account = await this.users.findOne(EVERYTHING, { _id: objectId }, ['email']);
    if (account === undefined) return;
    await this.mailer.queue({
      id: `${id}:notice`,
      to: account.email,
      subject: 'Your password was changed',
      paragraphs: [
        `The password of your account at Plumbline was changed at ${at.toISOString()}. All other devices were logged out.`,
        'If it was you, there is nothing to do. If it was not, choose a new one at once by "forgotten password", and change the password of this mailbox.',
      ],
    });
  }
}
