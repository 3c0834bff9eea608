import type { OperationId, Role } from '@plumbline/common';
import { json, PASSWORD, type Person } from '../fixtures/people.js';
import { type Arranged, asSomebody, etagOf, nothing, type OperationFixture } from './arranging.js';
import { newEmail, type World } from './world.js';

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

/** Somebody who has registered and not opened the link; their address. */
async function newcomer(world: World): Promise<string> {
  const email = newEmail('newcomer');
  await world.client.send(json('POST', '/api/v1/auth/register', { email, password: PASSWORD, name: 'Ada Lovelace', accountType: 'client' }));
  return email;
}

/** Accounts, logins, second factors, API keys and people. */
export const IDENTITY_FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
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
  'users.requestEmailChange': { arrange: async (world, role) => ({ as: await world.person(role, 'mover'), body: { email: newEmail('moved'), password: PASSWORD } }) },
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
};
