import { Injectable } from '@nestjs/common';
import { EVERYTHING, type Found } from '@plumbline/database';
import { UnansweredRequests } from '../data/unanswered-requests.js';
import { UserRepository } from '../data/user.repository.js';
import type { User } from '../data/user.schema.js';
import { MailAllowance } from './mail-allowance.js';
import { OpenLinks } from './open-links.js';

type Asked = Found<User, 'emailVerifiedAt'>;

/** What can be asked for by an address alone, and for whom it is of use. */
const ASKED = {
  verification: { event: 'user.verification-requested', isOfUse: ({ emailVerifiedAt }: Asked) => emailVerifiedAt === undefined },
  passwordReset: { event: 'user.password-reset-requested', isOfUse: () => true },
} as const;

/**
 * Has a link mailed to an address, if there is an account that can use it. Whether there is one is told neither by the answer nor by the
 * work: one look and one acknowledged write either way, and the same limits.
 */
@Injectable()
export class AskForLink {
  constructor(
    private readonly users: UserRepository,
    private readonly unanswered: UnansweredRequests,
    private readonly links: OpenLinks,
    private readonly allowance: MailAllowance,
  ) {}

  async execute(purpose: keyof typeof ASKED, email: string): Promise<void> {
    const { event, isOfUse } = ASKED[purpose];
    const account = await this.users.findByEmail(email, ['emailVerifiedAt']);
    const mayMail = await this.allowance.take(this.users.accountKey(email));
    if (account === undefined || !mayMail || !isOfUse(account)) return this.unanswered.note();
    await this.users.update(EVERYTHING, account._id, { set: { [purpose]: this.links.begin(purpose) }, events: [{ type: event, data: {} }] }, []);
  }
}
