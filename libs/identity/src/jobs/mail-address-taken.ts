import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { UserRepository } from '../data/user.repository.js';

/** Tells the owner of an account that somebody registered with its address: themself, most likely, having forgotten that they did before. */
@Injectable()
export class MailAddressTaken extends EventHandler {
  override readonly name = 'identity.mail-address-taken';
  override readonly types = ['user.registration-repeated'] as const;

  constructor(
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
    private readonly config: Config,
  ) {
    super();
  }

  override async handle({ id, data }: RelayedEvent): Promise<void> {
    const account = await this.users.findOne(EVERYTHING, { _id: String(data['userId']) }, ['email']);
    if (account === undefined) return;
    await this.mailer.queue({
      id: `${id}:taken`,
      to: account.email,
      subject: 'You have an account already',
      paragraphs: [
        'Somebody tried to register with this e-mail address at Plumbline. It has an account already, so nothing was changed.',
        `If it was you: log in with the password that you have, or ask for a new one where you log in: ${this.config.get('PUBLIC_URL')}/`,
        'If it was not you, there is nothing to do.',
      ],
    });
  }
}
