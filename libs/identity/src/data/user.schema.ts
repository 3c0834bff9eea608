import type { Role } from '@plumbline/common';
import { defineSchema, defineSubdocument, type Stored } from '@plumbline/database';
import { normaliseEmail } from '../domain/email.js';
import type { OpenLink } from '../domain/mail-links.js';
import type { UserState } from '../domain/user.js';

/** A link to a new address; the account has it once the link is used. */
export interface EmailChange extends OpenLink {
  readonly email: string;
}

/** A person's account. Shard key, should it come to that: `_id`. */
export interface User extends Stored {
  readonly email: string;
  readonly name: string;
  /** argon2id in PHC form; encrypted, so that a stolen database alone gives nothing to guess at. */
  readonly passwordHash: string;
  /** When the owner last chose another one; a hash that is renewed because its parameters are old does not count. */
  readonly passwordChangedAt?: Date;
  readonly roles: readonly Role[];
  readonly state: UserState;
  readonly createdAt: Date;
  /** When it was shown that the person reads the mailbox; nobody logs in before. */
  readonly emailVerifiedAt?: Date;
  readonly verification?: OpenLink;
  readonly passwordReset?: OpenLink;
  readonly emailChange?: EmailChange;
}

const LINK = { nonce: { type: String, required: true }, expiresAt: { type: Date, required: true } } as const;

export const USERS = 'users';

export const userSchema = () =>
  defineSchema<User>({
    email: { type: String, required: true, protect: 'personal', blindIndex: normaliseEmail },
    name: { type: String, required: true, protect: 'personal' },
    passwordHash: { type: String, required: true, protect: 'secret' },
    passwordChangedAt: Date,
    roles: { type: [String], required: true },
    state: { type: String, required: true },
    createdAt: { type: Date, required: true },
    emailVerifiedAt: Date,
    verification: defineSubdocument(LINK),
    passwordReset: defineSubdocument(LINK),
    emailChange: defineSubdocument({ ...LINK, email: { type: String, required: true, protect: 'personal' } }),
  });
