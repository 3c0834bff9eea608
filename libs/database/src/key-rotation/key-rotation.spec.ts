import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock, TimeOrderedIds } from '@plumbline/config';
import { dropAndClose, openTestDatabase, ownDatabaseUri, testConfig } from '../../../../test/fixtures/test-database.js';
import type { Database } from '../database.js';
import type { Filter } from '../filter.js';
import { Repository } from '../repository.js';
import { defineSchema, defineSubdocument, type Stored } from '../schema.js';
import { EVERYTHING } from '../scope.js';
import { KeyRotation, RotationUnderWay } from './key-rotation.js';

interface Note extends Stored {
  readonly title: string;
  readonly text: string;
  readonly lines: readonly { readonly by: string; readonly said: string }[];
  readonly answers: Readonly<Record<string, { readonly a: string; readonly r?: string }>>;
}

class Notes extends Repository<Note, never> {
  constructor(database: Database) {
    super(database, 'notes', defineSchema<Note>({
      title: { type: String, required: true },
      text: { type: String, protect: 'personal', blindIndex: (text) => text },
      lines: [defineSubdocument({ by: String, said: { type: String, protect: 'personal' } })],
      answers: { type: Map, of: defineSubdocument({ a: String, r: { type: String, protect: 'personal' } }) },
    }), { events: false });
  }

  protected override scopeFilter(): Filter<Note> {
    return { title: '' };
  }
}

const KEYS = { old: `old:${randomBytes(32).toString('base64')}`, new: `new:${randomBytes(32).toString('base64')}` };
const FIELDS = ['v', 'title', 'text', 'lines', 'answers'] as const;
const uri = ownDatabaseUri();
const blind = randomBytes(32).toString('base64');
const note = (index: number) => ({ title: `note ${index}`, text: `secret ${index}`, lines: [{ by: 'a', said: `first ${index}` }, { by: 'b', said: `second ${index}` }], answers: { 'LEG-1-01': { a: 'no', r: `reason ${index}` }, 'LEG-1-02': { a: 'yes' } } });

interface Side {
  readonly database: Database;
  readonly notes: Notes;
  readonly rotation: KeyRotation;
}

const opened: Database[] = [];

async function open(dataKeys: string): Promise<Side> {
  const database = await openTestDatabase(testConfig({ MONGODB_URI: uri, DATA_KEYS: dataKeys, BLIND_INDEX_KEY: blind }));
  opened.push(database);
  return { database, notes: new Notes(database), rotation: new KeyRotation(database, new SystemClock(), new TimeOrderedIds()) };
}

const nothing = (): void => undefined;
const underOld = async ({ rotation }: Side): Promise<number> => (await rotation.use(nothing)).get('notes')?.get('old') ?? 0;

let before: Side;
let rotated: Side;
let ids: string[];

beforeAll(async () => {
  before = await open(KEYS.old);
  rotated = await open(`${KEYS.new},${KEYS.old}`);
  ids = await Promise.all(Array.from({ length: 450 }, (_, index) => before.notes.insert(EVERYTHING, note(index))));
}, 60_000);

afterAll(async () => {
  const [first, ...others] = opened;
  await Promise.all(others.map((database) => database.close()));
  if (first !== undefined) await dropAndClose(first);
});

describe('a rotation of the data keys', () => {
  it('says first how many values are under which key', async () => {
    expect([...((await rotated.rotation.use(nothing)).get('notes') ?? [])]).toEqual([['old', 450 * 4]]);
  });

  it('goes on where it was cut off', async () => {
    const cut = new AbortController();
    const told: number[] = [];
    await rotated.rotation.run(({ documents }) => {
      told.push(documents);
      cut.abort();
    }, cut.signal);
    expect(told).toEqual([200]);
    expect(await rotated.rotation.isFinished()).toBe(false);
    expect(await underOld(rotated)).toBe(250 * 4);
    const then: number[] = [];
    await rotated.rotation.run(({ documents }) => then.push(documents));
    expect(then).toEqual([200, 250]);
    expect(await rotated.rotation.isFinished()).toBe(true);
    expect(await underOld(rotated)).toBe(0);
  });

  it('leaves every value, version and blind index as it was, readable with the new key alone', async () => {
    const after = await open(KEYS.new);
    for (const [index, id] of ids.entries()) expect(await after.notes.get(EVERYTHING, id, FIELDS)).toEqual({ _id: id, v: 1, ...note(index) });
    expect(await after.notes.findOne(EVERYTHING, after.notes.blind('text', 'secret 7'), ['title'])).toMatchObject({ title: 'note 7' });
  });

  it('overwrites nothing that is written meanwhile, by processes with either key', async () => {
    const [first, second] = [ids[0], ids[1]] as [string, string];
    let writing = true;
    const said: Record<string, string> = {};
    const write = async ({ notes }: Side, id: string): Promise<void> => {
      for (let turn = 0; writing; turn += 1) {
        said[id] = `turn ${turn}`;
        await notes.update(EVERYTHING, id, { set: { text: said[id] } }, []);
      }
    };
    const writers = [write(before, first), write(rotated, second)];
    for (let run = 0; run < 5; run += 1) await rotated.rotation.run(nothing);
    writing = false;
    await Promise.all(writers);
    for (const id of [first, second]) expect((await rotated.notes.get(EVERYTHING, id, ['text'])).text).toBe(said[id]);
    await rotated.rotation.run(nothing);
    expect(await underOld(rotated)).toBe(0);
  }, 60_000);

  it('is done by one process at a time', async () => {
    const both = await Promise.allSettled([rotated.rotation.run(nothing), rotated.rotation.run(nothing)]);
    const refused = both.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toBeInstanceOf(RotationUnderWay);
  });

  it('stops at a value whose key is not there, naming the key and the place', async () => {
    const foreign = await open(`lost:${randomBytes(32).toString('base64')}`);
    const id = await foreign.notes.insert(EVERYTHING, note(0));
    await expect(rotated.rotation.run(nothing)).rejects.toThrow(`The value at notes|text|${id} was encrypted with the key \`lost\`, which DATA_KEYS does not hold.`);
    await rotated.database.db.collection<{ _id: string }>('notes').deleteOne({ _id: id });
    await rotated.rotation.run(nothing);
    expect(await rotated.rotation.isFinished()).toBe(true);
  });
});
