import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sessionOf } from '@plumbline/common';
import { createIndexes, type Database } from '@plumbline/database';
import { profiled } from '../../../../test/fixtures/firms.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { LINK_LIFE_MS } from '../domain/mail-links.js';
import { CountingHasher, type IdentityWorld, identityWorld, MovableClock, PASSWORD } from '../identity-world.fixture.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const NEW_PASSWORD = 'weather vane on the barn';

let database: Database;
let world: IdentityWorld;
let people = 0;
let email: string;
let userId: string;
const clock = new MovableClock();

/** Lets something happen before it hashes. */
class InterruptedHasher extends CountingHasher {
  beforeNextHash: () => Promise<void> = () => Promise.resolve();

  override async hash(password: string): Promise<string> {
    const interruption = this.beforeNextHash;
    this.beforeNextHash = () => Promise.resolve();
    await interruption();
    return super.hash(password);
  }
}

const hasher = new InterruptedHasher();

beforeAll(async () => {
  const config = testConfig();
  database = await openTestDatabase(config, clock);
  await createIndexes(database.db, IDENTITY_INDEXES);
  world = identityWorld(database, config, hasher);
});

afterAll(() => dropAndClose(database));

beforeEach(async () => {
  email = `person${(people += 1)}@example.org`;
  userId = await world.join(email);
});

const document = (id: string) => database.db.collection<{ _id: string } & Record<string, unknown>>('users').findOne({ _id: id });
const session = async (token: string) => sessionOf(await world.authenticator.authenticate(token));
const isIn = (token: string) => session(token).then(() => true, () => false);

describe('a change of the password', () => {
  const change = async (token: string, currentPassword = PASSWORD, newPassword = NEW_PASSWORD) => world.changePassword.execute({ ...(await session(token)), currentPassword, newPassword });

  it('ends every other session and keeps the one that asked', async () => {
    const [here, there] = [await world.logIn(email), await world.logIn(email)];
    await change(here.tokens.access.token);
    expect([await isIn(here.tokens.access.token), await isIn(there.tokens.access.token)]).toEqual([true, false]);
    await world.refresh.execute(here.tokens.refresh.token);
    await expect(world.logIn(email)).rejects.toEqual(code('INVALID_CREDENTIALS'));
    await world.logIn(email, { password: NEW_PASSWORD });
    expect((await document(userId))?.['outbox']).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'user.password-changed', data: { by: 'owner', keptSessionId: expect.any(String) } })]));
  });

  it('asks for the present password, and makes a guesser wait, also with the right one', async () => {
    const { tokens } = await world.logIn(email);
    for (let times = 0; times < 5; times += 1) await expect(change(tokens.access.token, 'a wrong guess')).rejects.toEqual(code('PASSWORD_REFUSED'));
    await expect(change(tokens.access.token)).rejects.toEqual(code('LOGIN_THROTTLED'));
    expect((await world.logIn(email)).account._id).toBe(userId);
  });

  it('takes no weak one', async () => {
    const { tokens } = await world.logIn(email);
    await expect(change(tokens.access.token, PASSWORD, 'qwertyuiop')).rejects.toMatchObject({ errors: [{ pointer: '/newPassword', code: 'TOO_COMMON' }] });
    await expect(change(tokens.access.token, PASSWORD, email)).rejects.toMatchObject({ errors: [{ code: 'LIKE_EMAIL' }] });
  });

  it('with the old password has not the last word over a reset at the same moment', async () => {
    const { tokens } = await world.logIn(email);
    clock.aheadMs += 61_000;
    await world.askForLink.execute('passwordReset', email);
    const token = await world.linkOf('passwordReset', userId);
    // The thief's change has confirmed the old password and hashes the new one when the reset comes through.
    hasher.beforeNextHash = () => world.resetPassword.execute({ token, password: NEW_PASSWORD, addressKey: 'an address' });
    await expect(change(tokens.access.token, PASSWORD, 'the word of a thief')).rejects.toEqual(code('STATE_CONFLICT'));
    expect((await world.logIn(email, { password: NEW_PASSWORD })).account._id).toBe(userId);
  });
});

describe('a change of the e-mail address', () => {
  const request = (to: string, password = PASSWORD, who = userId) => world.requestEmailChange.execute({ userId: who, email: to, password });

  it('happens once the link to the new address is opened, and then ends every session', async () => {
    const { tokens } = await world.logIn(email);
    await request('Ada.New@Example.org');
    expect((await world.getAccount.execute(userId)).email).toBe(email);
    const token = await world.linkOf('emailChange', userId);
    await world.confirmEmailChange.execute(token);
    expect(await isIn(tokens.access.token)).toBe(false);
    await expect(world.logIn(email)).rejects.toEqual(code('INVALID_CREDENTIALS'));
    expect((await world.logIn('ada.new@example.org')).account).toMatchObject({ _id: userId, email: 'Ada.New@Example.org' });
    await expect(world.confirmEmailChange.execute(token)).rejects.toEqual(code('LINK_NOT_GOOD'));
    // The address that was left is free.
    expect(await world.join(email)).not.toBe(userId);
  });

  it('asks for the password', async () => {
    await expect(request(`new-${email}`, 'a wrong guess')).rejects.toEqual(code('PASSWORD_REFUSED'));
    await expect(world.linkOf('emailChange', userId)).rejects.toThrow('no open link');
  });

  it('is begun the same way, by the same work, for a free address and a taken one', async () => {
    const other = await world.join(`taken-${email}`);
    const operations = async (to: string) => (await profiled(database, () => request(to))).map(({ op }) => op);
    const taken = await operations(`taken-${email}`);
    clock.aheadMs += 61_000;
    expect(await operations(`free-${email}`)).toEqual(taken);
    clock.aheadMs += 61_000;
    await request(`taken-${email}`);
    await expect(world.confirmEmailChange.execute(await world.linkOf('emailChange', userId))).rejects.toEqual(code('LINK_NOT_GOOD'));
    expect(await world.people.idByEmail(`taken-${email}`)).toBe(other);
    expect(await world.people.idByEmail(email)).toBe(userId);
  });

  it('goes to one of two who want the same address', async () => {
    const rival = await world.join(`rival-${email}`);
    const wanted = `wanted-${email}`;
    await request(wanted);
    await request(wanted, PASSWORD, rival);
    const links = await Promise.all([userId, rival].map((id) => world.linkOf('emailChange', id)));
    const outcomes = await Promise.allSettled(links.map((link) => world.confirmEmailChange.execute(link)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([{ status: 'rejected', reason: code('LINK_NOT_GOOD') }]);
    expect([userId, rival]).toContain(await world.people.idByEmail(wanted));
  });

  it('is void after an hour, a newer request, or a change of the password', async () => {
    await request(`first-${email}`);
    const first = await world.linkOf('emailChange', userId);
    clock.aheadMs += 61_000;
    await request(`second-${email}`);
    await expect(world.confirmEmailChange.execute(first)).rejects.toEqual(code('LINK_NOT_GOOD'));
    const second = await world.linkOf('emailChange', userId);
    const { tokens } = await world.logIn(email);
    await world.changePassword.execute({ ...(await session(tokens.access.token)), currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    await expect(world.confirmEmailChange.execute(second)).rejects.toEqual(code('LINK_NOT_GOOD'));
    clock.aheadMs += 61_000;
    await request(`third-${email}`, NEW_PASSWORD);
    const third = await world.linkOf('emailChange', userId);
    clock.aheadMs += LINK_LIFE_MS.emailChange;
    await expect(world.confirmEmailChange.execute(third)).rejects.toEqual(code('LINK_NOT_GOOD'));
  });

  it('voids a link to the mailbox that was left', async () => {
    clock.aheadMs += 61_000;
    await world.askForLink.execute('passwordReset', email);
    const reset = await world.linkOf('passwordReset', userId);
    await request(`new-${email}`);
    await world.confirmEmailChange.execute(await world.linkOf('emailChange', userId));
    await expect(world.resetPassword.execute({ token: reset, password: NEW_PASSWORD, addressKey: 'an address' })).rejects.toEqual(code('LINK_NOT_GOOD'));
  });

  it('is mailed at most once a minute by the same person, whatever the address', async () => {
    await request(`first-${email}`);
    const before = await document(userId);
    await expect(request(`second-${email}`)).resolves.toBeUndefined();
    expect(await document(userId)).toEqual(before);
  });

  it('stores the new address encrypted', async () => {
    await request(`secret-${email}`);
    expect(JSON.stringify(await document(userId))).not.toContain('secret-');
  });
});
