import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIndexes, type Database, type OutboxEvent } from '@plumbline/database';
import type { RelayedEvent } from '@plumbline/jobs';
import { type Mail, Mailer } from '@plumbline/mail';
import { generateSync } from 'otplib';
import { sessionOf } from '@plumbline/common';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { type IdentityWorld, identityWorld, PASSWORD } from '../identity-world.fixture.js';
import { MailSecurityNotice } from './mail-security-notice.js';

/** Keeps what it is handed, as the real one does, once by id. */
class Letterbox extends Mailer {
  readonly mails = new Map<string, Mail>();

  override queue(mail: Mail): Promise<void> {
    if (!this.mails.has(mail.id)) this.mails.set(mail.id, mail);
    return Promise.resolve();
  }
}

let database: Database;
let world: IdentityWorld;

beforeAll(async () => {
  const config = testConfig();
  database = await openTestDatabase(config);
  await createIndexes(database.db, IDENTITY_INDEXES);
  world = identityWorld(database, config);
});

afterAll(() => dropAndClose(database));

/** The events of a collection, as the relay hands them on. */
async function relayed(collection: string): Promise<RelayedEvent[]> {
  const documents = await database.db.collection<{ _id: string; outbox?: OutboxEvent[] }>(collection).find().toArray();
  return documents.flatMap(({ _id, outbox = [] }) => outbox.map(({ type, at, actor, data, seq }) => ({ id: `${collection}:${_id}:${seq}:0`, type, at, actor, data, seq, collection, objectId: _id })));
}

describe('a notice', () => {
  it('goes to the owner for each thing that opens or protects the account, once, and holds no secret', async () => {
    const userId = await world.join('ada@example.org');
    const { tokens } = await world.logIn('ada@example.org');
    const session = sessionOf(await world.authenticator.authenticate(tokens.access.token));
    const { secret } = await world.enrolSecondFactor.execute(userId, PASSWORD);
    const recoveryCodes = await world.confirmSecondFactor.execute(session, generateSync({ secret }));
    await world.stepUp.execute(session, { method: 'recovery-code', code: recoveryCodes[0] as string });
    const renewed = await world.renewRecoveryCodes.execute(userId);
    const { key } = await world.createApiKey.execute(userId, { name: 'Nightly export', scopes: ['assessments:read'], expiresAt: new Date(Date.now() + 86_400_000) });
    await world.disableSecondFactor.execute(session);

    const letterbox = new Letterbox();
    const handler = new MailSecurityNotice(world.users, letterbox);
    const events = [...(await relayed('second_factors')), ...(await relayed('api_keys'))].filter(({ type }) => handler.types.includes(type));
    for (const event of [...events, ...events]) await handler.handle(event);

    const mails = [...letterbox.mails.values()];
    expect(mails.map(({ subject }) => subject)).toEqual(['A second factor protects your account now', 'A recovery code was used', 'You have new recovery codes', 'The second factor of your account was given up', 'An API key was made']);
    expect(new Set(mails.map(({ to }) => to))).toEqual(new Set(['ada@example.org']));
    const text = JSON.stringify(mails);
    expect(text).toContain(key.slice(0, 12));
    for (const hidden of [secret, key.slice(13), 'Nightly export', ...recoveryCodes, ...renewed]) expect(text).not.toContain(hidden);
    for (const { id } of mails) expect(id).toMatch(/^[\w:.-]{1,200}$/);
  });

  it('about somebody who is gone goes nowhere', async () => {
    const letterbox = new Letterbox();
    await new MailSecurityNotice(world.users, letterbox).handle({ id: 'x:1:1:0', type: 'api-key.created', at: new Date(), actor: 'system', data: { userId: 'nobody', prefix: 'plb_Zq3kX9aB' }, collection: 'api_keys', objectId: '1', seq: 1 });
    expect(letterbox.mails.size).toBe(0);
  });
});
