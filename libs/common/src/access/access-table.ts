import type { Right, Role } from './roles.js';

/**
 * Who may use an operation. `right` is asked of the caller's membership in the business that the operation touches; `stepUp` asks for
 * a second factor that was shown within the last five minutes.
 */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'refresh-cookie' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[]; readonly right?: Right; readonly stepUp?: true };

const open = { kind: 'public' } as const satisfies AccessRule;
const byRefreshCookie = { kind: 'refresh-cookie' } as const satisfies AccessRule;
const everyone = { kind: 'roles', roles: ['client', 'provider', 'navigator', 'agency', 'admin'] } as const satisfies AccessRule;
const firms = { kind: 'roles', roles: ['client', 'provider'] } as const satisfies AccessRule;
const clients = { kind: 'roles', roles: ['client'] } as const satisfies AccessRule;
const providers = { kind: 'roles', roles: ['provider'] } as const satisfies AccessRule;
const navigators = { kind: 'roles', roles: ['navigator'] } as const satisfies AccessRule;
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
  'auth.completeLogin': open,
  'auth.verifyEmail': open,
  'auth.verifyEmailPage': open,
  'auth.resendVerification': open,
  'auth.forgotPassword': open,
  'auth.resetPassword': open,
  'auth.resetPasswordPage': open,
  'auth.refresh': byRefreshCookie,
  'auth.logout': byRefreshCookie,
  'auth.logoutEverywhere': everyone,
  'auth.listSessions': everyone,
  'auth.revokeSession': everyone,
  'auth.changePassword': everyone,
  'auth.getSecondFactor': everyone,
  'auth.enrolSecondFactor': everyone,
  'auth.confirmSecondFactor': everyone,
  'auth.stepUp': everyone,
  'auth.disableSecondFactor': { ...everyone, stepUp: true },
  'auth.renewRecoveryCodes': { ...everyone, stepUp: true },
  'auth.createApiKey': { ...everyone, stepUp: true },
  'auth.listApiKeys': everyone,
  'auth.revokeApiKey': everyone,

  'users.getMe': everyone,
  'users.updateMe': everyone,
  'users.requestEmailChange': everyone,
  'users.confirmEmailChange': open,
  'users.confirmEmailPage': open,
  'users.list': admins,
  'users.get': admins,
  'users.setRoles': { ...admins, stepUp: true },
  'users.suspend': admins,
  'users.restore': admins,

  'businesses.create': firms,
  'businesses.list': firms,
  'businesses.get': { ...firms, right: 'read' },
  'businesses.update': { ...firms, right: 'manage' },
  'businesses.listMembers': { ...firms, right: 'read' },
  'businesses.inviteMember': { ...firms, right: 'manage' },
  'businesses.withdrawInvitation': { ...firms, right: 'manage' },
  'businesses.invitationPage': open,
  'businesses.acceptInvitation': firms,
  'businesses.changeMember': { ...firms, right: 'manage' },
  'businesses.removeMember': { ...firms, right: 'manage' },

  'assessments.getCatalogue': open,
  'assessments.getArea': open,
  'assessments.listCatalogueVersions': open,
  'assessments.compareCatalogues': open,
  'assessments.publishCatalogue': admins,
  'assessments.start': { ...firms, right: 'answer' },
  'assessments.list': { ...firms, right: 'read' },
  'assessments.get': { ...firms, right: 'read' },
  'assessments.putResponses': { ...firms, right: 'answer' },
  'assessments.submit': { ...firms, right: 'answer' },
  'assessments.getResult': { ...firms, right: 'read' },
  'assessments.getGaps': { ...firms, right: 'read' },

  'assessments.reopen': { ...firms, right: 'answer' },
  'assessments.getHistory': { ...firms, right: 'read' },
  'assessments.uploadEvidence': { ...firms, right: 'answer' },
  'assessments.listEvidence': { ...firms, right: 'read' },
  'assessments.downloadEvidence': { ...firms, right: 'read' },
  'assessments.deleteEvidence': { ...firms, right: 'answer' },

  'reviews.list': navigators,
  'reviews.claim': navigators,
  'reviews.release': navigators,
  'reviews.get': navigators,
  'reviews.downloadEvidence': navigators,
  'reviews.decideEvidence': navigators,
  'reviews.decideStatement': navigators,
  'reviews.verify': navigators,
  'reviews.return': navigators,

  'certificates.list': { ...firms, right: 'read' },
  'certificates.get': { ...firms, right: 'read' },
  'certificates.revoke': { ...admins, stepUp: true },
  'certificates.check': open,
  'certificates.checkText': open,
  'certificates.page': open,
  'certificates.qrCode': open,
  'certificates.keys': open,

  'serviceRequests.create': { ...clients, right: 'manage' },
  'serviceRequests.list': { ...firms, right: 'read' },
  'serviceRequests.listOpen': providers,
  'serviceRequests.get': firms,
  'serviceRequests.update': { ...clients, right: 'manage' },
  'serviceRequests.open': { ...clients, right: 'manage' },
  'serviceRequests.cancel': { ...clients, right: 'manage' },
  'serviceRequests.deliver': { ...providers, right: 'manage' },
  'serviceRequests.requestChanges': { ...clients, right: 'manage' },
  'serviceRequests.complete': { ...clients, right: 'manage' },
  'serviceRequests.dispute': { ...firms, right: 'manage' },
  'serviceRequests.resolveDispute': { ...admins, stepUp: true },
  'serviceRequests.listMessages': { ...firms, right: 'read' },
  'serviceRequests.postMessage': { ...firms, right: 'manage' },
  'serviceRequests.rate': { ...firms, right: 'manage' },
  'serviceRequests.listRatings': { ...firms, right: 'read' },
  'proposals.create': { ...providers, right: 'manage' },
  'proposals.list': { ...firms, right: 'read' },
  'proposals.get': { ...firms, right: 'read' },
  'proposals.accept': { ...clients, right: 'pay' },
  'proposals.decline': { ...clients, right: 'manage' },
  'proposals.withdraw': { ...providers, right: 'manage' },

  'payments.getConfig': firms,
  'payments.quote': { ...clients, right: 'pay' },
  'payments.create': { ...clients, right: 'pay' },
  'payments.list': { ...firms, right: 'read' },
  'payments.get': { ...firms, right: 'read' },
  'payments.confirm': { ...clients, right: 'pay' },
  'payments.cancel': { ...clients, right: 'pay' },
  'payments.refund': { kind: 'roles', roles: ['provider', 'admin'], right: 'manage', stepUp: true },
  'payments.getLedger': { ...firms, right: 'read' },
  'payments.receipt': { ...firms, right: 'read' },
  'payments.answerDispute': { ...providers, right: 'manage' },
  'payments.listSavedMethods': { ...clients, right: 'pay' },
  'payments.removeSavedMethod': { ...clients, right: 'pay' },
  'payments.returnPage': open,
  'payouts.startOnboarding': { ...providers, right: 'manage', stepUp: true },
  'payouts.getAccount': { ...providers, right: 'read' },
  'payouts.list': { ...providers, right: 'read' },
  'webhooks.stripe': open,

  'auditLog.search': admins,
  'auditLog.verify': admins,
  'auditLog.export': admins,
  'auditLog.keys': open,

  'dev.mails': open,
  'operations.listDeadJobs': admins,
  'operations.rerunDeadJob': admins,
  'operations.getPaymentState': admins,
  'operations.getPaymentSwitches': admins,
  'operations.setPaymentSwitch': { ...admins, stepUp: true },
  'operations.resolveLedgerDifference': { ...admins, stepUp: true },
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
