/** What a person may be; one person may be several. */
export const ROLES = ['client', 'provider', 'navigator', 'agency', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a member may do in a business; `manage` includes inviting and removing members. */
export const RIGHTS = ['manage', 'answer', 'pay', 'read'] as const;
export type Right = (typeof RIGHTS)[number];

/** Roles as a bit set, so that the check on each request is one AND. */
export function roleBits(roles: readonly Role[]): number {
  return roles.reduce((bits, role) => bits | (1 << ROLES.indexOf(role)), 0);
}
