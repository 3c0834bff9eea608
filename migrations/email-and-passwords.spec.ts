import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@plumbline/database';
import { dropAndClose, openTestDatabase } from '../test/fixtures/test-database.js';
import { emailAndPasswords } from './0008-email-and-passwords.js';

describe('migration 0008', () => {
  let database: Database;

  beforeAll(async () => {
    database = await openTestDatabase();
  });

  afterAll(() => dropAndClose(database));

  const users = () => database.db.collection<{ _id: string } & Record<string, unknown>>('users');

  it('takes who has an account for verified, and nobody who registers meanwhile, also when it is run twice', async () => {
    const createdAt = new Date('2026-01-02T03:04:05Z');
    await users().insertOne({ _id: 'old', createdAt });
    await emailAndPasswords.up(database.db);
    await users().insertOne({ _id: 'new', createdAt, verification: { nonce: 'a nonce', expiresAt: createdAt } });
    await emailAndPasswords.up(database.db);
    expect(await users().findOne({ _id: 'old' })).toEqual({ _id: 'old', createdAt, emailVerifiedAt: createdAt });
    expect(await users().findOne({ _id: 'new' })).not.toHaveProperty('emailVerifiedAt');
    await emailAndPasswords.down(database.db);
    expect(await users().findOne({ _id: 'new' })).toEqual({ _id: 'new', createdAt });
  });
});
