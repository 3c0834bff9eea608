import type { Found } from '@plumbline/database';
import type { User } from '../data/user.schema.js';

/** What leaves of an account, to its owner and to admins. */
export const ACCOUNT_FIELDS = ['v', 'email', 'name', 'roles', 'state', 'createdAt'] as const;

export type Account = Found<User, (typeof ACCOUNT_FIELDS)[number]>;
