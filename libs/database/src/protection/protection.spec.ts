import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Schema } from 'mongoose';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { Database } from '../database.js';
import type { Filter } from '../filter.js';
import { Repository } from '../repository.js';
import { defineSchema, defineSubdocument, type Stored } from '../schema.js';
import { EVERYTHING } from '../scope.js';
import { FieldCipher, UnreadableValue } from './field-cipher.js';

interface Person extends Stored {
  readonly name: string;
  readonly email?: string;
  readonly born?: Date;
  readonly contact: { readonly phone?: string; readonly city: string };
  readonly devices: readonly { readonly label: string; readonly token?: string }[];
  readonly aliases: readonly string[];
  readonly recovery?: { readonly codes: readonly string[] };
}

const personSchema = () =>
  defineSchema<Person>({
    name: { type: String, required: true, protect: 'personal' },
    email: { type: String, protect: 'personal', blindIndex: (email) => email.toLowerCase() },
    born: { type: Date, protect: 'personal' },
    contact: { phone: { type: String, protect: 'personal', blindIndex: (phone) => phone.replaceAll(' ', '') }, city: String },
    devices: { type: [defineSubdocument({ label: String, token: { type: String, protect: 'secret' } })] },
    aliases: { type: [{ type: String, protect: 'personal' }] },
    recovery: { type: Schema.Types.Mixed, protect: 'secret' },
  });

class People extends Repository<Person, never> {
  constructor(database: Database, collection = 'people') {
    super(database, collection, personSchema());
  }

  protected override scopeFilter(): Filter<Person> {
    return { _id: '' };
  }
}

const CANARIES = ['Canary Nachtigall', 'canary@example.org', 'Canary@Example.org', '+49 30 555 0199', '+49305550199', 'tok_canary_1', 'tok_canary_2', 'alias-canary', 'recovery-canary'];
const person = { name: 'Canary Nachtigall', email: 'Canary@Example.org', born: new Date('1987-06-05T00:00:00Z'), contact: { phone: '+49 30 555 0199', city: 'Berlin' }, devices: [{ label: 'laptop', token: 'tok_canary_1' }], aliases: ['alias-canary'], recovery: { codes: ['recovery-canary'] } };

const FIELDS = ['name', 'email', 'born', 'contact', 'devices', 'aliases', 'recovery'] as const;

let database: Database;
let people: People;
const config = testConfig();

beforeAll(async () => {
  database = await openTestDatabase(config);
  people = new People(database);
});

afterAll(() => dropAndClose(database));

const raw = (collection = 'people') => database.db.collection<{ _id: string } & Record<string, unknown>>(collection);

it('a required protected member must be there', async () => {
  await people.insert(EVERYTHING, person);
  await expect(people.insert(EVERYTHING, { ...person, name: undefined as unknown as string })).rejects.toThrow('`name` is required');
});

/** Everything that a file of the database could show of a document: its BSON, its JSON, and every binary in three spellings. */
async function everyTrace(): Promise<string> {
  const documents = await raw().find().toArray();
  const bytes = await raw().find({}, { raw: true }).toArray();
  const json = JSON.stringify(documents);
  return [json, ...bytes.map((document) => (document as unknown as Buffer).toString('latin1')), ...bytes.map((document) => (document as unknown as Buffer).toString('utf8'))].join('\n');
}

function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  // In base64 the text may begin at any of three offsets; the middle of each is the same wherever it stands.
  const offsets = [0, 1, 2].map((offset) => Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').slice(offset === 0 ? 0 : 4, -4));
  return [text, bytes.toString('hex'), encodeURIComponent(text), JSON.stringify(text).slice(1, -1), ...offsets];
}

describe('what is stored', () => {
  it('comes back as it was, in every kind of place', async () => {
    const id = await people.insert(EVERYTHING, person);
    expect(await people.get(EVERYTHING, id, FIELDS)).toEqual({ _id: id, ...person });
  });

  it('shows no protected value in any spelling, after an insert, an update and an append', async () => {
    const id = await people.insert(EVERYTHING, person);
    await people.update(EVERYTHING, id, { set: { 'contact.phone': '+49 30 555 0199', email: 'canary@example.org' }, append: { devices: [{ label: 'phone', token: 'tok_canary_2' }] } }, []);
    const trace = await everyTrace();
    expect(trace).toContain('Berlin');
    for (const canary of CANARIES) for (const spelling of spellings(canary)) expect(trace).not.toContain(spelling);
    expect((await people.get(EVERYTHING, id, ['devices'])).devices.map(({ token }) => token)).toEqual(['tok_canary_1', 'tok_canary_2']);
    const stored = await raw().findOne({ _id: id });
    expect(stored?.['born']).toHaveProperty('_bsontype', 'Binary');
  });

  it('differs for the same value in two documents, and its blind hash differs by field', async () => {
    const [one, two] = await Promise.all([people.insert(EVERYTHING, person), people.insert(EVERYTHING, person)]);
    const [first, second] = await Promise.all([raw().findOne({ _id: one }), raw().findOne({ _id: two })]);
    expect(first?.['name']).not.toEqual(second?.['name']);
    expect(first?.['blind']).toEqual(second?.['blind']);
    expect(people.blind('email', '1')).not.toEqual({ 'blind.email': people.blind('contact.phone', '1')['blind.contact.phone'] });
  });

  it('is found by its blind index until it is changed or taken away', async () => {
    const id = await people.insert(EVERYTHING, { ...person, email: 'first@example.org' });
    await people.update(EVERYTHING, id, { set: { email: 'Second@example.org' } }, []);
    expect(await people.findOne(EVERYTHING, people.blind('email', 'first@example.org'), [])).toBeUndefined();
    expect(await people.findOne(EVERYTHING, people.blind('email', 'SECOND@example.org'), ['email'])).toEqual({ _id: id, email: 'Second@example.org' });
    await people.update(EVERYTHING, id, { unset: ['email'] }, []);
    expect(await people.findOne(EVERYTHING, people.blind('email', 'second@example.org'), [])).toBeUndefined();
    expect(await people.findOne(EVERYTHING, { _id: id, ...people.blind('contact.phone', '+4930 5550199') }, [])).toEqual({ _id: id });
  });
});

describe('what does not belong', () => {
  it('a value copied to another document or to another field is not readable', async () => {
    const [one, two] = await Promise.all([people.insert(EVERYTHING, person), people.insert(EVERYTHING, person)]);
    const source = await raw().findOne({ _id: one });
    await raw().updateOne({ _id: two }, { $set: { name: source?.['name'] } });
    await expect(people.get(EVERYTHING, two, ['name'])).rejects.toThrow(UnreadableValue);
    await raw().updateOne({ _id: one }, { $set: { email: source?.['name'] } });
    await expect(people.get(EVERYTHING, one, ['email'])).rejects.toThrow(`The value at people|email|${one} was changed or belongs elsewhere.`);
    expect((await people.get(EVERYTHING, one, ['name'])).name).toBe(person.name);
  });

  it('a plain value that was written round the repository is not readable', async () => {
    const id = await people.insert(EVERYTHING, person);
    await raw().updateOne({ _id: id }, { $set: { name: 'plain' } });
    await expect(people.get(EVERYTHING, id, ['name'])).rejects.toThrow('is not encrypted');
  });

  it('a protected value is refused in a filter, in a write to many, and inside a whole', async () => {
    const id = await people.insert(EVERYTHING, person);
    await expect(people.findOne(EVERYTHING, { name: person.name }, [])).rejects.toThrow();
    await expect(people.updateMany(EVERYTHING, {}, { set: { name: 'x' } })).rejects.toThrow('one document at a time');
    await expect(people.update(EVERYTHING, id, { set: { 'recovery.codes': ['plain'] } }, [])).rejects.toThrow('encrypted as a whole');
  });

  it('a schema that marks what cannot be protected does not start', () => {
    const start = (definition: object) => () => database.connection.model(`m${randomBytes(4).toString('hex')}`, new Schema(definition as never));
    expect(start({})).not.toThrow();
    class Wrong extends Repository<Stored & { tags: readonly string[] }, never> {
      constructor() {
        super(database, `wrong${randomBytes(4).toString('hex')}`, defineSchema<Stored & { tags: readonly string[] }>({ tags: { type: [String], protect: 'personal' } }));
      }

      protected override scopeFilter(): Filter<Stored & { tags: readonly string[] }> {
        return { _id: '' };
      }
    }
    expect(() => new Wrong()).toThrow('`tags`: a Array cannot be protected');
  });
});

describe('a change of keys', () => {
  const [first, second] = ['old', 'new'].map((id) => ({ id, bytes: randomBytes(32) })) as [{ id: string; bytes: Buffer }, { id: string; bytes: Buffer }];

  it('reads what the old key encrypted, and encrypts with the new one', () => {
    const sealed = new FieldCipher([first]).encrypt(Buffer.from('x'), 'place');
    const rotated = new FieldCipher([second, first]);
    expect(rotated.decrypt(sealed.buffer, 'place').toString()).toBe('x');
    expect(() => new FieldCipher([first]).decrypt(rotated.encrypt(Buffer.from('y'), 'place').buffer, 'place')).toThrow('the key `new`, which DATA_KEYS does not hold');
  });

  it('refuses every changed byte and every shortened value', () => {
    const cipher = new FieldCipher([first]);
    const sealed = Buffer.from(cipher.encrypt(Buffer.from('text'), 'place').buffer);
    for (let at = 0; at < sealed.length; at += 1) {
      const forged = Buffer.from(sealed);
      forged[at] = (forged[at] ?? 0) ^ 1;
      expect(() => cipher.decrypt(forged, 'place')).toThrow(UnreadableValue);
      expect(() => cipher.decrypt(sealed.subarray(0, at), 'place')).toThrow(UnreadableValue);
    }
  });

  it('never uses an IV twice', () => {
    const cipher = new FieldCipher([first]);
    const ivs = Array.from({ length: 5_000 }, () => Buffer.from(cipher.encrypt(Buffer.from('x'), 'p').buffer).subarray(5, 17).toString('hex'));
    expect(new Set(ivs).size).toBe(ivs.length);
  });

  it('is needed to read: another process without it fails closed', async () => {
    const id = await people.insert(EVERYTHING, person);
    const stranger = await openTestDatabase(testConfig({ MONGODB_URI: config.get('MONGODB_URI') }));
    await expect(new People(stranger).get(EVERYTHING, id, ['name'])).rejects.toThrow(UnreadableValue);
    expect(await new People(stranger).findOne(EVERYTHING, people.blind('email', 'canary@example.org'), [])).toBeDefined();
    await stranger.close();
  });
});
