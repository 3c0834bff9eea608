import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Database } from '@plumbline/database';
import { dropAndClose, openTestDatabase } from '../../../../test/fixtures/test-database.js';
import { AdminLock, IDENTITY_LOCKS } from './admin-lock.js';

describe('a lock that cannot be given back', () => {
  let database: Database;
  let lock: AdminLock;
  /** From now on the server refuses the write that gives the lock back. */
  const refuseRelease = () => database.db.command({ collMod: IDENTITY_LOCKS, validator: { heldUntil: { $gt: new Date(0) } } });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await openTestDatabase();
    lock = new AdminLock(database);
  });
  beforeEach(async () => {
    await database.db.dropCollection(IDENTITY_LOCKS).catch(() => undefined);
  });
  afterAll(() => dropAndClose(database));

  it('does not undo what was done', async () => {
    expect(await lock.hold(() => refuseRelease().then(() => 'done'))).toBe('done');
    expect(await database.db.collection(IDENTITY_LOCKS).countDocuments({ heldUntil: { $gt: new Date() } })).toBe(1);
  });

  it('does not hide why the work failed', async () => {
    await expect(lock.hold(() => refuseRelease().then(() => Promise.reject(new Error('the work failed'))))).rejects.toThrow('the work failed');
  });

  it('is one that is given back otherwise', async () => {
    await lock.hold(() => Promise.resolve());
    expect(await lock.hold(() => Promise.resolve('at once'))).toBe('at once');
  });
});
