import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '@plumbline/config';
import { createIndexes, type Database } from '@plumbline/database';
import type { EventHandler, RelayedEvent } from '@plumbline/jobs';
import { type Mail, Mailer } from '@plumbline/mail';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { type IdentityWorld, identityWorld, MovableClock, PASSWORD } from '../identity-world.fixture.js';
import { LinkMails } from './link-mails.js';
import { MailAddressTaken } from './mail-address-taken.js';
import { MailEmailChange } from './mail-email-change.js';
import { MailEmailChanged } from './mail-email-changed.js';
import { MailPasswordChanged } from './mail-password-changed.js';
import { MailPasswordReset } from './mail-password-reset.js';
import { MailVerification } from './mail-verification.js';

/** Keeps mails by their id, the first of each, as the real one does. */
class KeptInMemory extends Mailer {
  readonly mails = new Map<string, Mail>();

  override async queue(mail: Mail): Promise<void> {
    if (!this.mails.has(mail.id)) this.mails.set(mail.id, mail);
  }
}

let database: Database;
let world: IdentityWorld;
let mailer: KeptInMemory;
let handlers: readonly EventHandler[];
let people = 0;
let email: string;
const clock = new MovableClock();
const config: Config = testConfig({ PUBLIC_URL: 'https://plumbline.example' });

beforeAll(async () => {
  database = await openTestDatabase(config, clock);
  await createIndexes(database.db, IDENTITY_INDEXES);
  world = identityWorld(database, config);
});

afterAll(() => dropAndClose(database));

beforeEach(async () => {
  for (const name of ['users', 'repeated_registrations']) await database.db.collection(name).deleteMany({});
  mailer = new KeptInMemory();
  const { users } = world;
  const links = new LinkMails(config, world.linkTokens);
  handlers = [
    new MailVerification(users, mailer, links), new MailAddressTaken(users, mailer, config), new MailPasswordReset(users, mailer, links),
    new MailPasswordChanged(users, mailer), new MailEmailChange(users, mailer, links), new MailEmailChanged(world.subjectKeys, mailer),
  ];
  email = `person${(people += 1)}@example.org`;
});

/** Hands the events of all outboxes to the handlers, as the relay does: some of them twice. */
async function relay(): Promise<readonly Mail[]> {
  const known = new Set(mailer.mails.keys());
  for (const collection of ['users', 'repeated_registrations']) {
    for (const { _id, outbox = [] } of await database.db.collection<{ _id: string; outbox?: RelayedEvent[] }>(collection).find().toArray()) {
      for (const [place, event] of outbox.entries()) {
        const relayed = { ...event, id: `${collection}:${_id}:${event.seq}:${place}`, collection, objectId: _id };
        for (const handler of handlers) if (handler.types.includes(event.type)) for (let twice = 0; twice < 2; twice += 1) await handler.handle(relayed);
      }
    }
  }
  return [...mailer.mails.values()].filter(({ id }) => !known.has(id));
}

const tokenOf = (mail: Mail | undefined) => new URL(mail?.action?.url ?? 'https://no.link').searchParams.get('token') ?? '';

describe('mails of identity', () => {
  it('hold a link that opens the account, and are the same when they are composed again', async () => {
    const userId = await world.joinUnverified(email);
    const [mail, ...others] = await relay();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ id: expect.stringMatching(/^users:.*:verify$/), to: email, action: { url: expect.stringMatching(/^https:\/\/plumbline\.example\/verify-email\?token=[\w-]{64}$/) }, expiresAt: expect.any(Date) });
    mailer.mails.clear();
    expect(await relay()).toEqual([mail]);
    await world.verifyEmail.execute(tokenOf(mail), 'an address');
    expect((await world.logIn(email)).account._id).toBe(userId);
  });

  it('of a used link are not sent any more: what is left of an event that comes late holds no token', async () => {
    await world.join(email);
    clock.aheadMs += 61_000;
    await world.askForLink.execute('passwordReset', email);
    await world.resetPassword.execute({ token: await world.linkOf('passwordReset', await world.people.idByEmail(email)), password: 'weather vane on the barn', addressKey: 'an address' });
    const mails = await relay();
    expect(mails.map(({ subject }) => subject)).toEqual(['Your password was changed']);
    expect(JSON.stringify(mails)).not.toContain('token=');
  });

  it('carry the link that counts when one was replaced before they went', async () => {
    await world.joinUnverified(email);
    await world.register.execute({ email, password: 'another password of mine', name: 'Ada', accountType: 'client' });
    const mails = await relay();
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(tokenOf)).size).toBe(1);
    await world.verifyEmail.execute(tokenOf(mails[0]), 'an address');
  });

  it('tell the owner that somebody registered with the address', async () => {
    await world.join(email);
    await relay();
    await world.register.execute({ email: email.toUpperCase(), password: 'another password of mine', name: 'Eve', accountType: 'client' });
    expect(await relay()).toEqual([expect.objectContaining({ to: email, subject: 'You have an account already' })]);
  });

  it('lead from a forgotten password to a new one, and tell of it', async () => {
    await world.join(email);
    clock.aheadMs += 61_000;
    await world.askForLink.execute('passwordReset', email);
    const [mail] = await relay();
    expect(mail).toMatchObject({ to: email, subject: 'Choose a new password', action: { url: expect.stringContaining('https://plumbline.example/reset-password?token=') } });
    await world.resetPassword.execute({ token: tokenOf(mail), password: 'weather vane on the barn', addressKey: 'an address' });
    expect(await relay()).toEqual([expect.objectContaining({ to: email, subject: 'Your password was changed' })]);
  });

  it('lead to a new address, and tell the old one before and after', async () => {
    const userId = await world.join(email);
    const moved = `new-${email}`;
    await world.requestEmailChange.execute({ userId, email: moved, password: PASSWORD });
    const [notice, confirmation, ...others] = await relay();
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ to: email, subject: 'Your e-mail address is to be changed' });
    expect(confirmation).toMatchObject({ to: moved, action: { url: expect.stringContaining('/confirm-email?token=') } });
    expect(JSON.stringify(notice)).not.toContain('token=');
    await world.confirmEmailChange.execute(tokenOf(confirmation));
    expect(await relay()).toEqual([expect.objectContaining({ to: email, subject: 'Your e-mail address was changed' })]);
  });

  it('tell every address that an account has left, also when it moved on before the first notice went', async () => {
    const userId = await world.join(email);
    await relay();
    for (const next of [`second-${email}`, `third-${email}`]) {
      clock.aheadMs += 61_000;
      await world.requestEmailChange.execute({ userId, email: next, password: PASSWORD });
      await world.confirmEmailChange.execute(await world.linkOf('emailChange', userId));
    }
    const notices = (await relay()).filter(({ subject }) => subject === 'Your e-mail address was changed');
    expect(notices.map(({ to }) => to)).toEqual([email, `second-${email}`]);
  });

  it('give no link to the owner of an address that somebody else wants', async () => {
    const userId = await world.join(email);
    await world.join(`taken-${email}`);
    await world.requestEmailChange.execute({ userId, email: `taken-${email}`, password: PASSWORD });
    const mails = await relay();
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([[email, 'Your e-mail address is to be changed'], [`taken-${email}`, 'You have an account already']]);
    expect(JSON.stringify(mails)).not.toContain('token=');
  });

  it('stand in no event: events hold neither addresses nor tokens', async () => {
    const userId = await world.join(email);
    await world.requestEmailChange.execute({ userId, email: `new-${email}`, password: PASSWORD });
    const token = await world.linkOf('emailChange', userId);
    await world.confirmEmailChange.execute(token);
    const stored = JSON.stringify(await database.db.collection('users').find().toArray());
    for (const secret of [token.slice(22), email, 'example.org']) expect(stored).not.toContain(secret);
  });
});
