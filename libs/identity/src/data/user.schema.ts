import type { Role } from '@plumbline/common';
import { defineSchema, type Stored } from '@plumbline/database';
import { normaliseEmail } from '../domain/email.js';
import type { UserState } from '../domain/user.js';

/** A person's account. Shard key, should it come to that: `_id`. */
export interface User extends Stored {
  readonly email: string;
  readonly name: string;
  /** argon2id in PHC form; encrypted, so that a stolen database alone gives nothing to guess at. */
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly state: UserState;
  readonly createdAt: Date;
}

export const USERS = 'users';

export const userSchema = () =>
  defineSchema<User>({
    email: { type: String, required: true, protect: 'personal', blindIndex: normaliseEmail },
    name: { type: String, required: true, protect: 'personal' },
    passwordHash: { type: String, required: true, protect: 'secret' },
    roles: { type: [String], required: true },
    state: { type: String, required: true },
    createdAt: { type: Date, required: true },
  });
