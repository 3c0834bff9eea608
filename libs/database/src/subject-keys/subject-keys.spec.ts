import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@plumbline/config';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import type { Database } from '../database.js';
import { UnreadableValue } from '../protection/field-cipher.js';
import { SubjectForgotten, SubjectKeys } from './subject-keys.js';
import { SubjectKeysRepository } from './subject-keys.repository.js';

const CONTEXT = 'audit-log|user.email-changed|email';

let database: Database;
let keys: SubjectKeys;
/** Another process on the same database. */
let otherDatabase: Database;
let elsewhere: SubjectKeys;

beforeAll(async () => {
  const config = testConfig();
  [database, otherDatabase] = await Promise.all([openTestDatabase(config), openTestDatabase(config)]);
  keys = new SubjectKeys(database, new SubjectKeysRepository(database), new SystemClock());
  elsewhere = new SubjectKeys(otherDatabase, new SubjectKeysRepository(otherDatabase), new SystemClock());
});

afterAll(async () => {
  await otherDatabase.close();
  await dropAndClose(database);
});

describe('what is sealed under the key of a person', () => {
  it('is opened again, in every process, and differs each time', async () => {
    const subject = randomUUID();
    const sealed = await keys.seal(subject, 'ada@example.org', CONTEXT);
    expect(sealed).toMatch(/^sk1:[A-Za-z0-9_-]+$/);
    expect(await keys.seal(subject, 'ada@example.org', CONTEXT)).not.toBe(sealed);
    expect(await elsewhere.open(subject, sealed, CONTEXT)).toBe('ada@example.org');
  });

  it('is not opened for another person, in another place, or changed', async () => {
    const [subject, other] = [randomUUID(), randomUUID()];
    const sealed = await keys.seal(subject, 'ada@example.org', CONTEXT);
    await keys.seal(other, 'x', CONTEXT);
    await expect(keys.open(other, sealed, CONTEXT)).rejects.toThrow(UnreadableValue);
    await expect(keys.open(subject, sealed, 'snapshot|email')).rejects.toThrow('was changed or belongs elsewhere');
    await expect(keys.open(subject, `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`, CONTEXT)).rejects.toThrow(UnreadableValue);
    await expect(keys.open(subject, 'ada@example.org', CONTEXT)).rejects.toThrow('not of a known format');
  });

  it('has one key though twenty made it at once', async () => {
    const subject = randomUUID();
    const sealed = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? keys : elsewhere).seal(subject, `value ${index}`, CONTEXT)));
    const opened = await Promise.all(sealed.map((one) => elsewhere.open(subject, one, CONTEXT)));
    expect(opened).toEqual(sealed.map((_, index) => `value ${index}`));
  });
});

describe('a destroyed key', () => {
  it('leaves nothing to read, in any process, and is never made anew', async () => {
    const subject = randomUUID();
    const sealed = await keys.seal(subject, 'ada@example.org', CONTEXT);
    expect(await elsewhere.open(subject, sealed, CONTEXT)).toBe('ada@example.org');
    await keys.destroy(subject);
    await keys.destroy(subject);
    expect(await keys.open(subject, sealed, CONTEXT)).toBeUndefined();
    await eventually(async () => expect(await elsewhere.open(subject, sealed, CONTEXT)).toBeUndefined());
    await expect(elsewhere.seal(subject, 'again', CONTEXT)).rejects.toThrow(SubjectForgotten);
    expect(await database.db.collection<{ _id: string }>('subject_keys').findOne({ _id: subject })).not.toHaveProperty('key');
  });

  it('of somebody who never had one keeps a key from being made', async () => {
    const subject = randomUUID();
    await keys.destroy(subject);
    await expect(keys.seal(subject, 'late', CONTEXT)).rejects.toThrow(SubjectForgotten);
  });
});
