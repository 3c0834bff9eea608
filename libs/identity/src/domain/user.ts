import { defineStateMachine } from '@plumbline/problems';

/** What an account may be. A suspended person has no living session and cannot log in. */
export const USER_STATES = defineStateMachine({
  initial: 'active',
  transitions: { active: { suspend: 'suspended' }, suspended: { restore: 'active' } },
});

export type UserState = (typeof USER_STATES.states)[number];

/** What somebody may register as; the other roles are given by an admin. */
export const ACCOUNT_TYPES = ['client', 'provider'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** Whether nothing has happened to an account since it was registered: nobody has shown to be its owner, and no admin has given it anything. */
export function isUntouched({ state, roles, emailVerifiedAt }: { readonly state: UserState; readonly roles: readonly string[]; readonly emailVerifiedAt?: Date | undefined }): boolean {
  return emailVerifiedAt === undefined && state === 'active' && roles.length === 1 && (ACCOUNT_TYPES as readonly string[]).includes(roles[0] ?? '');
}
