import { Injectable } from '@nestjs/common';
import { SubjectKeys } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { FORMER_EMAIL_CONTEXT } from '../use-cases/confirm-email-change.js';

/** Tells the former address that the account has left it: the one of the event, for the account may have moved on since. */
@Injectable()
export class MailEmailChanged extends EventHandler {
  override readonly name = 'identity.mail-email-changed';
  override readonly types = ['user.email-changed'] as const;

  constructor(
    private readonly subjectKeys: SubjectKeys,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  override async handle({ id, objectId, at, data }: RelayedEvent): Promise<void> {
    const formerEmail = await this.subjectKeys.open(objectId, String(data['formerEmail']), FORMER_EMAIL_CONTEXT);
    // The person was forgotten meanwhile.
    if (formerEmail === undefined) return;
    await this.mailer.queue({
      id: `${id}:notice`,
      to: formerEmail,
      subject: 'Your e-mail address was changed',
      paragraphs: [
        `Your account at Plumbline was moved from this e-mail address to another one at ${at.toISOString()}.`,
        'If it was you, there is nothing to do. If it was not, write to us from this address; we keep note of it.',
      ],
    });
  }
}
