import type { Right, Role } from './roles.js';

/** Who may use an operation. `right` is asked of the caller's membership in the business that the operation touches. */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'refresh-cookie' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[]; readonly right?: Right };

const open = { kind: 'public' } as const satisfies AccessRule;
const byRefreshCookie = { kind: 'refresh-cookie' } as const satisfies AccessRule;
const everyone = { kind: 'roles', roles: ['client', 'provider', 'navigator', 'agency', 'admin'] } as const satisfies AccessRule;
const firms = { kind: 'roles', roles: ['client', 'provider'] } as const satisfies AccessRule;
const admins = { kind: 'roles', roles: ['admin'] } as const satisfies AccessRule;

/**
 * The operation x role matrix: one row an operation, the only place where it is said who may do what.
 * The guards, the OpenAPI document, the contract tests and docs/access.md are made from it.
 */
export const ACCESS = {
  'home.page': open,
  'health.live': open,
  'health.ready': open,
  'health.version': open,
  'metrics.read': open,
  'docs.ui': open,
  'docs.openapi': open,
  'problems.list': open,
  'problems.page': open,

  'auth.jwks': open,
  'auth.register': open,
  'auth.login': open,
  'auth.refresh': byRefreshCookie,
  'auth.logout': byRefreshCookie,
  'auth.logoutEverywhere': everyone,
  'auth.listSessions': everyone,
  'auth.revokeSession': everyone,

  'users.getMe': everyone,
  'users.updateMe': everyone,
  'users.list': admins,
  'users.get': admins,
  'users.setRoles': admins,
  'users.suspend': admins,
  'users.restore': admins,

  'businesses.create': firms,
  'businesses.list': firms,
  'businesses.get': { ...firms, right: 'read' },
  'businesses.update': { ...firms, right: 'manage' },
  'businesses.listMembers': { ...firms, right: 'read' },
  'businesses.inviteMember': { ...firms, right: 'manage' },
  'businesses.withdrawInvitation': { ...firms, right: 'manage' },
  'businesses.acceptInvitation': firms,
  'businesses.changeMember': { ...firms, right: 'manage' },
  'businesses.removeMember': { ...firms, right: 'manage' },

  'assessments.getCatalogue': open,
  'assessments.getArea': open,
  'assessments.start': { ...firms, right: 'answer' },
  'assessments.list': { ...firms, right: 'read' },
  'assessments.get': { ...firms, right: 'read' },
  'assessments.putResponses': { ...firms, right: 'answer' },
  'assessments.submit': { ...firms, right: 'answer' },
  'assessments.getResult': { ...firms, right: 'read' },
  'assessments.getGaps': { ...firms, right: 'read' },

  'operations.getLogLevel': admins,
  'operations.setLogLevel': admins,
} as const satisfies Record<string, AccessRule>;

export type OperationId = keyof typeof ACCESS;

/** The operations that ask for a right in a business. */
export type BusinessOperationId = { [K in OperationId]: (typeof ACCESS)[K] extends { readonly right: Right } ? K : never }[OperationId];

/** The right that an operation asks of the caller's membership. */
export function requiredRight(operation: BusinessOperationId): Right {
  return ACCESS[operation].right;
}
