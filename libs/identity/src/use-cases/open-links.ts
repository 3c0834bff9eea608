import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type Found, type Write } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { UserRepository } from '../data/user.repository.js';
import type { User } from '../data/user.schema.js';
import { LINK_LIFE_MS, type LinkPurpose, type OpenLink } from '../domain/mail-links.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { LinkTokens } from './link-tokens.js';

const FIELDS = ['email', 'name', 'emailVerifiedAt', ...(Object.keys(LINK_LIFE_MS) as LinkPurpose[])] as const;

/** Whose link it is. */
export type LinkedAccount = Found<User, (typeof FIELDS)[number]>;

/** One answer for a token that is malformed, forged, of another purpose, expired, used or replaced, so that nothing is learnt by trying. */
const notGood = (cause?: unknown): Problem => new Problem(IDENTITY_PROBLEMS.LINK_NOT_GOOD, { cause });

/** Links in mails: made, and used once. */
@Injectable()
export class OpenLinks {
  constructor(
    private readonly users: UserRepository,
    private readonly tokens: LinkTokens,
    private readonly clock: Clock,
  ) {}

  /** A new link, to be stored as the account's member of that name by the write that announces it. */
  begin(purpose: LinkPurpose): OpenLink {
    return { nonce: this.tokens.nonce(), expiresAt: new Date(this.clock.now().getTime() + LINK_LIFE_MS[purpose]) };
  }

  /** Whose link it is. @throws Problem LINK_NOT_GOOD */
  async accountOf(purpose: LinkPurpose, token: string): Promise<LinkedAccount> {
    const userId = this.tokens.userIdOf(token);
    const account = userId === undefined ? undefined : await this.users.findOne(EVERYTHING, { _id: userId }, FIELDS);
    const link = account?.[purpose];
    if (account === undefined || link === undefined || link.expiresAt <= this.clock.now()) throw notGood();
    if (!this.tokens.matches(token, purpose, account._id, link.nonce)) throw notGood();
    return account;
  }

  /**
   * Uses the link up and makes the change that it is for, in one conditional write: of many requests at once one does it.
   * @param account from `accountOf`.
   * @throws Problem LINK_NOT_GOOD when it was used, replaced or withdrawn in the meantime, or when a unique index refuses the change.
   */
  async use<const K extends keyof User>(purpose: LinkPurpose, account: LinkedAccount, write: Pick<Write<User>, 'set' | 'unset' | 'increment' | 'events'>, fields: readonly K[]): Promise<Found<User, K>> {
    const when = { [`${purpose}.nonce`]: account[purpose]?.nonce ?? '' };
    const unset = [...new Set([purpose, ...(write.unset ?? [])])];
    try {
      return await this.users.update(EVERYTHING, account._id, { ...write, when, unset }, fields);
    } catch (error) {
      const lost = error instanceof Problem && [PROBLEMS.STATE_CONFLICT, PROBLEMS.ALREADY_EXISTS, PROBLEMS.NOT_FOUND].includes(error.type);
      throw lost ? notGood(error) : error;
    }
  }
}
