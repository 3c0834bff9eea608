import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { UserRepository } from '../data/user.repository.js';

/** What a notice says happened, at that moment. */
interface Notice {
  readonly subject: string;
  readonly happened: (event: RelayedEvent) => string;
}

const NOTICES: Readonly<Record<string, Notice>> = {
  'second-factor.enrolled': { subject: 'A second factor protects your account now', happened: () => 'From now on, logging in to your account at Plumbline asks for a code of your authenticator app. Keep the recovery codes where the phone is not.' },
  'second-factor.disabled': { subject: 'The second factor of your account was given up', happened: () => 'Logging in to your account at Plumbline asks for the password alone now.' },
  'second-factor.recovery-code-used': { subject: 'A recovery code was used', happened: () => 'A recovery code was used in place of a code of your authenticator app. It is good for once; you can get new ones in your account.' },
  'second-factor.recovery-codes-renewed': { subject: 'You have new recovery codes', happened: () => 'New recovery codes were given out for your account at Plumbline. The old ones are worth nothing any more.' },
  'api-key.created': { subject: 'An API key was made', happened: ({ data }) => `An API key that begins with ${String(data['prefix'])} was made for your account at Plumbline. With it a program can act for you, within the scopes that it was given.` },
};

/** Tells the owner of what opens or protects the account, in case it was somebody else. */
@Injectable()
export class MailSecurityNotice extends EventHandler {
  override readonly name = 'identity.mail-security-notice';
  override readonly types = Object.keys(NOTICES);

  constructor(
    private readonly users: UserRepository,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  override async handle(event: RelayedEvent): Promise<void> {
    const notice = NOTICES[event.type];
    const account = await this.users.findOne(EVERYTHING, { _id: String(event.data['userId']) }, ['email']);
    if (notice === undefined || account === undefined) return;
    await this.mailer.queue({
      id: `${event.id}:notice`,
      to: account.email,
      subject: notice.subject,
      paragraphs: [notice.happened(event), `This happened at ${event.at.toISOString()}.`, 'If it was you, there is nothing to do. If it was not, change your password at once, which logs every other device out, and look through your second factor and your API keys.'],
    });
  }
}
