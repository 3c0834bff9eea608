import { randomUUID } from 'node:crypto';
import type { OperationId, Role } from '@plumbline/common';
import { mongo } from 'mongoose';
import { json, PASSWORD, type Person } from '../fixtures/people.js';
import { REVIEW_FIXTURES } from './review-fixtures.js';
import { newBusiness, newEmail, type World } from './world.js';

/** A request that succeeds, arranged afresh; tests change one thing in it. */
export interface Arranged {
  /** Values of the path's parameters. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Of an operation that takes one; `body` holds the text fields beside it. */
  readonly file?: { readonly name: string; readonly content: Buffer };
  readonly as?: Person;
}

export interface OperationFixture {
  /** @param role one of those whom the operation lets in. */
  readonly arrange: (world: World, role: Role) => Promise<Arranged>;
  /** The operation touches what belongs to somebody, though it asks for no right in a business. */
  readonly owned?: true;
  /** Ids that stand in the body or the query, by name. */
  readonly ids?: { readonly body?: string; readonly query?: string };
}

const nothing = async (): Promise<Arranged> => ({});
const asSomebody = async (world: World, role: Role): Promise<Arranged> => ({ as: await world.person(role) });
const asAdmin = async (world: World): Promise<Arranged> => ({ as: await world.admin });

async function inBusiness(world: World, role: Role): Promise<Arranged & { readonly as: Person; readonly params: { readonly businessId: string } }> {
  const as = await world.person(role);
  return { as, params: { businessId: await world.businessOf(as) } };
}

async function inAssessment(world: World, role: Role): Promise<Arranged> {
  const as = await world.person(role);
  return { as, params: { assessmentId: (await world.draft(as)).id } };
}

async function etagOf(world: World, as: Person, path: string): Promise<Record<string, string>> {
  return { 'if-match': (await world.people.as(as, 'GET', path)).headers.etag ?? '' };
}

async function withRefreshCookie(world: World): Promise<Arranged> {
  const { email } = await world.person('client', 'cookie');
  const { refreshCookie } = await world.people.login(email);
  return { headers: { cookie: refreshCookie, 'x-plumbline-csrf': '1' } };
}

/** Somebody whom the admin may do things to. */
async function target(world: World): Promise<Arranged & { readonly as: Person; readonly params: { readonly userId: string } }> {
  return { as: await world.admin, params: { userId: (await world.person('client', 'target')).userId } };
}

/** The account in the state that `undo` brings about; it may be there already. */
async function targetAfter(world: World, undo: 'suspend' | 'restore', state: string): Promise<Arranged> {
  const arranged = await target(world);
  const account = (await world.people.as(arranged.as, 'GET', `/api/v1/users/${arranged.params.userId}`)).json as { state: string };
  if (account.state !== state) await world.people.as(arranged.as, 'POST', `/api/v1/users/${arranged.params.userId}/${undo}`);
  return arranged;
}

async function secondFactorState(world: World, as: Person): Promise<string> {
  return ((await world.people.as(as, 'GET', '/api/v1/auth/second-factor')).json as { state: string }).state;
}

const newApiKey = () => ({ name: 'Nightly export', scopes: ['assessments:read'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() });

/** Somebody who may make a key and has none yet: a person has at most twenty. */
async function keyHolder(world: World, role: Role): Promise<Person> {
  const as = await world.people.steppedUp(await world.person(role, 'key holder'));
  const { items } = (await world.people.as(as, 'GET', '/api/v1/auth/api-keys')).json as { items: { id: string }[] };
  for (const { id } of items) await world.people.as(as, 'DELETE', `/api/v1/auth/api-keys/${id}`);
  return as;
}

/** A certificate as anybody asks for it. */
async function certified(world: World): Promise<Arranged> {
  return { params: { reference: (await world.certificate(await world.person('client'))).number } };
}

/** A job that was tried in vain, of a sort that may be run at any time. */
async function deadJob({ service }: World): Promise<string> {
  const client = await mongo.MongoClient.connect(service.mongodbUri);
  const id = randomUUID();
  const now = new Date();
  await client.db().collection<{ _id: string }>('jobs').insertOne({ _id: id, v: 1, name: 'files.sweep', data: {}, enqueuedAt: now, attempts: 10, diedAt: now, lastFailure: { at: now, reason: 'The disk was full.' } } as { _id: string });
  await client.close();
  return id;
}

/** Somebody who has registered and not opened the link; their address. */
async function newcomer(world: World): Promise<string> {
  const email = newEmail('newcomer');
  await world.client.send(json('POST', '/api/v1/auth/register', { email, password: PASSWORD, name: 'Ada Lovelace', accountType: 'client' }));
  return email;
}

/** One entry for each operation of the document; an operation without one fails the suite. */
export const FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'home.page': { arrange: nothing },
  'health.live': { arrange: nothing },
  'health.ready': { arrange: nothing },
  'health.version': { arrange: nothing },
  'docs.openapi': { arrange: nothing },
  'problems.list': { arrange: nothing },
  'problems.page': { arrange: async () => ({ params: { slug: 'validation-failed' } }) },

  'auth.jwks': { arrange: nothing },
  'auth.register': { arrange: async () => ({ body: { email: newEmail(), password: PASSWORD, name: 'Ada Lovelace', accountType: 'client' } }) },
  'auth.login': { arrange: async (world) => ({ body: { email: (await world.person('client')).email, password: PASSWORD } }) },
  'auth.verifyEmail': { arrange: async (world) => ({ body: { token: await world.people.mails.token(await newcomer(world), 'verify-email') } }) },
  'auth.verifyEmailPage': { arrange: async () => ({ query: { token: 'A'.repeat(64) } }) },
  'auth.resendVerification': { arrange: async (world) => ({ body: { email: await newcomer(world) } }) },
  'auth.forgotPassword': { arrange: async (world) => ({ body: { email: (await world.person('client')).email } }) },
  'auth.resetPassword': {
    arrange: async (world) => {
      const { email } = await world.people.register();
      await world.client.send(json('POST', '/api/v1/auth/forgot-password', { email }));
      return { body: { token: await world.people.mails.token(email, 'reset-password'), password: PASSWORD } };
    },
  },
  'auth.resetPasswordPage': { arrange: async () => ({ query: { token: 'A'.repeat(64) } }) },
  'auth.changePassword': { arrange: async (world, role) => ({ as: await world.person(role, 'changer'), body: { currentPassword: PASSWORD, newPassword: PASSWORD } }) },
  'auth.refresh': { arrange: withRefreshCookie },
  'auth.logout': { arrange: withRefreshCookie },
  'auth.logoutEverywhere': {
    arrange: async (world, role) => {
      const { email } = await world.person(role, 'leaver');
      return { as: await world.people.login(email) };
    },
  },
  'auth.listSessions': { arrange: asSomebody },
  'auth.revokeSession': {
    owned: true,
    arrange: async (world, role) => {
      const as = await world.person(role, 'device');
      await world.people.login(as.email);
      const { items } = (await world.people.as(as, 'GET', '/api/v1/auth/sessions')).json as { items: { id: string; current: boolean }[] };
      return { as, params: { sessionId: items.find(({ current }) => !current)?.id ?? '' } };
    },
  },

  'auth.getSecondFactor': { arrange: asSomebody },
  'auth.enrolSecondFactor': { arrange: async (world, role) => ({ as: await world.person(role, 'enroller'), body: { password: PASSWORD } }) },
  'auth.confirmSecondFactor': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'confirmer');
      // The last confirmation was this session's step-up.
      if ((await secondFactorState(world, as)) === 'active') await world.people.as(as, 'DELETE', '/api/v1/auth/second-factor');
      return { as, body: { code: (await world.people.secondFactors.begin(as)).code } };
    },
  },
  'auth.stepUp': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'stepper');
      return { as, body: { recoveryCode: await world.people.secondFactors.recoveryCodeOf(as) } };
    },
  },
  'auth.completeLogin': {
    arrange: async (world) => {
      const as = await world.person('client', 'completer');
      const recoveryCode = await world.people.secondFactors.recoveryCodeOf(as);
      const { ticket } = (await world.people.as(as, 'POST', '/api/v1/auth/login', { email: as.email, password: as.password })).json as { ticket: string };
      return { body: { ticket, recoveryCode } };
    },
  },
  'auth.disableSecondFactor': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'giver-up');
      if ((await secondFactorState(world, as)) === 'off') world.people.secondFactors.forget(as);
      return { as: await world.people.steppedUp(as) };
    },
  },
  'auth.renewRecoveryCodes': { arrange: async (world, role) => ({ as: await world.people.steppedUp(await world.person(role, 'renewer')) }) },
  'auth.createApiKey': { arrange: async (world, role) => ({ as: await keyHolder(world, role), body: newApiKey() }) },
  'auth.listApiKeys': { arrange: asSomebody },
  'auth.revokeApiKey': {
    owned: true,
    arrange: async (world, role) => {
      const as = await keyHolder(world, role);
      const { id } = (await world.people.as(as, 'POST', '/api/v1/auth/api-keys', newApiKey())).json as { id: string };
      return { as, params: { apiKeyId: id } };
    },
  },

  'users.getMe': { arrange: asSomebody },
  'users.updateMe': {
    arrange: async (world, role) => {
      const as = await world.person(role);
      return { as, headers: await etagOf(world, as, '/api/v1/users/me'), body: { name: 'Ada King' } };
    },
  },
  'users.requestEmailChange': { arrange: async (world, role) => ({ as: await world.person(role, 'changer'), body: { email: newEmail('moved'), password: PASSWORD } }) },
  'users.confirmEmailChange': {
    arrange: async (world) => {
      const person = await world.people.register();
      const email = newEmail('moved');
      await world.people.as(person, 'POST', '/api/v1/users/me/email', { email, password: PASSWORD });
      return { body: { token: await world.people.mails.token(email, 'confirm-email') } };
    },
  },
  'users.confirmEmailPage': { arrange: async () => ({ query: { token: 'A'.repeat(64) } }) },
  'users.list': { arrange: async (world) => ({ as: await world.admin, query: { limit: '2', role: 'client' } }) },
  'users.get': { arrange: target },
  'users.setRoles': {
    arrange: async (world) => {
      const arranged = await target(world);
      await world.people.steppedUp(arranged.as);
      return { ...arranged, headers: await etagOf(world, arranged.as, `/api/v1/users/${arranged.params.userId}`), body: { roles: ['client', 'provider'] } };
    },
  },
  'users.suspend': { arrange: (world) => targetAfter(world, 'restore', 'active') },
  'users.restore': { arrange: (world) => targetAfter(world, 'suspend', 'suspended') },

  'businesses.create': { arrange: async (world, role) => ({ as: await world.person(role, 'founder'), body: newBusiness() }) },
  'businesses.list': { arrange: async (world, role) => ({ as: (await inBusiness(world, role)).as, query: { limit: '1' } }) },
  'businesses.get': { arrange: inBusiness },
  'businesses.update': {
    arrange: async (world, role) => {
      const { as, params } = await inBusiness(world, role);
      return { as, params, headers: await etagOf(world, as, `/api/v1/businesses/${params.businessId}`), body: { employees: 14, website: null } };
    },
  },
  'businesses.listMembers': { arrange: inBusiness },
  'businesses.inviteMember': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      return { as, params: { businessId: await world.businessOf(as) }, body: { email: 'invited@example.org', rights: ['read'] } };
    },
  },
  'businesses.withdrawInvitation': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      const { id } = await world.invitation(as, 'withdrawn@example.org');
      return { as, params: { businessId: await world.businessOf(as), invitationId: id } };
    },
  },
  'businesses.invitationPage': { arrange: async () => ({ query: { token: `${randomUUID()}.${randomUUID()}.${'A'.repeat(43)}` } }) },
  'businesses.acceptInvitation': {
    owned: true,
    arrange: async (world, role) => {
      const [as, host] = await Promise.all([world.person(role, 'invited'), world.person('client', 'host')]);
      await world.dismiss(host, as.userId);
      return { as, body: { token: (await world.invitation(host, as.email)).token } };
    },
  },
  'businesses.changeMember': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      const businessId = await world.businessOf(as);
      const { userId } = await world.member(as, 'read', 'changed');
      return { as, params: { businessId, userId }, headers: await etagOf(world, as, `/api/v1/businesses/${businessId}/members`), body: { rights: ['read'] } };
    },
  },
  'businesses.removeMember': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      const { userId } = await world.member(as, 'read', 'removed');
      return { as, params: { businessId: await world.businessOf(as), userId } };
    },
  },

  'assessments.getCatalogue': { arrange: async () => ({ query: { version: '1' } }), ids: { query: 'version' } },
  'assessments.getArea': { arrange: async () => ({ params: { areaId: 'legal-compliance' }, query: { version: '1' } }) },
  'assessments.start': {
    ids: { body: 'businessId' },
    arrange: async (world, role) => {
      const as = await world.person(role, 'starter');
      await world.closeDraft(as);
      return { as, body: { businessId: await world.businessOf(as) } };
    },
  },
  'assessments.list': {
    ids: { query: 'businessId' },
    arrange: async (world, role) => {
      const { as, params } = await inBusiness(world, role);
      return { as, query: { businessId: params.businessId, limit: '5' } };
    },
  },
  'assessments.get': { arrange: inAssessment },
  'assessments.putResponses': {
    arrange: async (world, role) => {
      const as = await world.person(role);
      const { id, etag } = await world.draft(as);
      return { as, params: { assessmentId: id }, headers: { 'if-match': etag }, body: { tier: 1, responses: [{ statementId: 'LEG-1-01', answer: 'partial', reason: 'Renewal is under way.' }, { statementId: 'LEG-1-02', answer: 'yes' }] } };
    },
  },
  'assessments.submit': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'submitter');
      return { as, params: { assessmentId: await world.answeredDraft(as) } };
    },
  },
  'assessments.getResult': { arrange: inAssessment },
  'assessments.getGaps': { arrange: async (world, role) => ({ ...(await inAssessment(world, role)), query: { limit: '5', tier: '1' } }) },
  ...REVIEW_FIXTURES,

  'certificates.list': {
    ids: { query: 'businessId' },
    arrange: async (world, role) => {
      const { as, params } = await inBusiness(world, role);
      return { as, query: { businessId: params.businessId, limit: '5' } };
    },
  },
  'certificates.get': {
    arrange: async (world, role) => {
      const as = await world.person(role);
      return { as, params: { certificateId: (await world.certificate(as)).id } };
    },
  },
  'certificates.revoke': {
    arrange: async (world) => {
      const { id } = await world.newCertificate(await world.person('client', 'revoked'));
      return { as: await world.people.steppedUp(await world.admin), params: { certificateId: id }, body: { reason: 'It was issued by mistake.' } };
    },
  },
  'certificates.check': { arrange: certified },
  'certificates.qrCode': { arrange: certified },
  'certificates.page': { arrange: certified },
  'certificates.checkText': { arrange: async (world) => ({ body: { jws: (await world.certificate(await world.person('client'))).jws } }) },
  'certificates.keys': { arrange: nothing },

  'auditLog.search': { arrange: async (world) => ({ as: await world.admin, query: { objectType: 'users', limit: '2' } }) },
  'auditLog.verify': { arrange: asAdmin },
  'auditLog.export': { arrange: asAdmin },
  'auditLog.keys': { arrange: nothing },

  'operations.listDeadJobs': { arrange: async (world) => ({ as: await world.admin, query: { limit: '1' } }) },
  'operations.rerunDeadJob': { arrange: async (world) => ({ as: await world.admin, params: { jobId: await deadJob(world) } }) },
  'operations.getLogLevel': { arrange: asAdmin },
  'operations.setLogLevel': { arrange: async (world) => ({ as: await world.admin, body: { level: 'info' } }) },
};
