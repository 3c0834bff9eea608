import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { SubjectKeys } from '@plumbline/database';
import { EndSessions } from './end-sessions.js';
import { OpenLinks } from './open-links.js';

/** What the sealed address is bound to; whoever reads the event or the audit log opens it with this. */
export const FORMER_EMAIL_CONTEXT = 'audit-log|user.email-changed|formerEmail';

/**
 * Moves an account to the address whose mailbox its owner has shown to read. Every session ends: the change is a moment at which the owner
 * may be locking somebody out, the link is opened outside of any session, and a login with the new address proves that it is known. A
 * link to the old mailbox is void from then on.
 */
@Injectable()
export class ConfirmEmailChange {
  constructor(
    private readonly links: OpenLinks,
    private readonly endSessions: EndSessions,
    private readonly subjectKeys: SubjectKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem LINK_NOT_GOOD, also when somebody else has got the address in the meantime. */
  async execute(token: string): Promise<void> {
    const account = await this.links.accountOf('emailChange', token);
    const email = account.emailChange?.email ?? '';
    // The log must be able to say which address it was, and must forget it when the person is forgotten.
    const formerEmail = await this.subjectKeys.seal(account._id, account.email, FORMER_EMAIL_CONTEXT);
    const events = [{ type: 'user.email-changed', actor: account._id, data: { formerEmail } }];
    await this.links.use('emailChange', account, { set: { email, emailVerifiedAt: this.clock.now() }, unset: ['verification', 'passwordReset'], events }, []);
    await this.endSessions.all(account._id, 'email-changed');
  }
}
