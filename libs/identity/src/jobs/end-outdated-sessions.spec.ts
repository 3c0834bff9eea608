import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIndexes, type Database } from '@plumbline/database';
import type { RelayedEvent } from '@plumbline/jobs';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { type IdentityWorld, identityWorld, PASSWORD } from '../identity-world.fixture.js';
import { EndOutdatedSessions } from './end-outdated-sessions.js';

const ANOTHER = 'weather vane on the barn';

let database: Database;
let world: IdentityWorld;
let handler: EndOutdatedSessions;

beforeAll(async () => {
  const config = testConfig();
  database = await openTestDatabase(config);
  await createIndexes(database.db, IDENTITY_INDEXES);
  world = identityWorld(database, config);
  handler = new EndOutdatedSessions(world.endSessions);
});

afterAll(() => dropAndClose(database));

/** What a SIGKILL leaves that comes between the change and the end of the sessions. */
async function killedBeforeSessionsEnd(change: () => Promise<unknown>): Promise<void> {
  const killed = () => Promise.reject(new Error('killed'));
  Object.assign(world.endSessions, { all: killed, others: killed });
  try {
    await expect(change()).rejects.toThrow('killed');
  } finally {
    Reflect.deleteProperty(world.endSessions, 'all');
    Reflect.deleteProperty(world.endSessions, 'others');
  }
}

/** The events of an account that the handler wants, as the relay hands them on: each twice. */
async function relay(userId: string): Promise<void> {
  const user = await database.db.collection<{ _id: string; outbox?: Omit<RelayedEvent, 'id' | 'collection' | 'objectId'>[] }>('users').findOne({ _id: userId });
  for (const event of user?.outbox ?? []) {
    const relayed = { ...event, id: `users:${userId}:${event.seq}:0`, collection: 'users', objectId: userId };
    if ((handler.types as readonly string[]).includes(event.type)) for (let twice = 0; twice < 2; twice += 1) await handler.handle(relayed);
  }
}

const livingOf = async (userId: string) => (await world.sessions.findLiving(userId, [])).map(({ _id }) => _id);

async function sessionIdOf(email: string, password = PASSWORD): Promise<string> {
  const { tokens } = await world.logIn(email, { password });
  const { credential } = await world.authenticator.authenticate(tokens.access.token);
  return credential.kind === 'session' ? credential.sessionId : '';
}

describe('when the process dies behind the change', () => {
  it('a reset password still ends every session, and none that the new password began', async () => {
    const userId = await world.join('reset@example.org');
    await sessionIdOf('reset@example.org');
    await world.askForLink.execute('passwordReset', 'reset@example.org');
    const token = await world.linkOf('passwordReset', userId);
    await killedBeforeSessionsEnd(() => world.resetPassword.execute({ token, password: ANOTHER, addressKey: 'an address' }));
    const fresh = await sessionIdOf('reset@example.org', ANOTHER);
    expect(await livingOf(userId)).toHaveLength(2);
    await relay(userId);
    expect(await livingOf(userId)).toEqual([fresh]);
  });

  it('a changed password still ends all sessions but the one that changed it', async () => {
    const userId = await world.join('change@example.org');
    await sessionIdOf('change@example.org');
    const sessionId = await sessionIdOf('change@example.org');
    await killedBeforeSessionsEnd(() => world.changePassword.execute({ userId, sessionId, currentPassword: PASSWORD, newPassword: ANOTHER }));
    expect(await livingOf(userId)).toHaveLength(2);
    await relay(userId);
    expect(await livingOf(userId)).toEqual([sessionId]);
  });

  it('a changed address still ends every session', async () => {
    const userId = await world.join('move@example.org');
    await sessionIdOf('move@example.org');
    await world.requestEmailChange.execute({ userId, email: 'moved@example.org', password: PASSWORD });
    const token = await world.linkOf('emailChange', userId);
    await killedBeforeSessionsEnd(() => world.confirmEmailChange.execute(token));
    expect(await livingOf(userId)).toHaveLength(1);
    await relay(userId);
    expect(await livingOf(userId)).toEqual([]);
  });
});
