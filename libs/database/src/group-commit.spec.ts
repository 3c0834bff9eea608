import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RequestContext, runInRequest } from '@plumbline/observability';
import { dropAndClose, openTestDatabase } from '../../../test/fixtures/test-database.js';
import type { Database } from './database.js';
import { type Filter, oneOf } from './filter.js';
import { GroupCommit } from './group-commit.js';
import { createIndexes } from './migrations/index-definition.js';
import { Repository } from './repository.js';
import { defineSchema, type Stored } from './schema.js';
import { EVERYTHING } from './scope.js';

interface Note extends Stored {
  readonly text: string;
  readonly serial?: number;
}

class Notes extends Repository<Note, never> {
  constructor(database: Database) {
    super(database, 'notes', defineSchema<Note>({ text: { type: String, required: true }, serial: Number }), { events: false });
  }

  protected override scopeFilter(): Filter<Note> {
    return { _id: '' };
  }
}

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let database: Database;
let notes: Notes;

beforeAll(async () => {
  database = await openTestDatabase();
  notes = new Notes(database);
  await createIndexes(database.db, [{ collection: 'notes', name: 'notes_serial', keys: { serial: 1 }, options: { unique: true, partialFilterExpression: { serial: { $exists: true } } }, serves: 'a second unique index' }]);
});

afterAll(() => dropAndClose(database));

const stored = async (ids: readonly string[]): Promise<string[]> => (await notes.find(EVERYTHING, { _id: oneOf(ids) }, ['_id'], { limit: 10, sort: { _id: 1 } })).map(({ _id }) => _id);

describe('documents that are stored by one command', () => {
  it('are told apart: what is new, and what was stored before, also a moment before in the same command', async () => {
    expect(await notes.insertEach(EVERYTHING, [{ _id: 'a1', text: 'one' }])).toEqual([true]);
    const answers = await notes.insertEach(EVERYTHING, ['a2', 'a1', 'a3', 'a3', 'a4'].map((_id) => ({ _id, text: 'another' })));
    expect(answers).toEqual([true, false, true, false, true]);
    expect(await stored(['a1', 'a2', 'a3', 'a4'])).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(await notes.findOne(EVERYTHING, { _id: 'a1' }, ['text', 'v'])).toEqual({ _id: 'a1', text: 'one', v: 1 });
  });

  it('are not called stored when another index or the schema refuses one of them', async () => {
    await notes.insertEach(EVERYTHING, [{ _id: 'b1', text: 'one', serial: 1 }]);
    await expect(notes.insertEach(EVERYTHING, [{ _id: 'b1', text: 'known' }, { _id: 'b2', text: 'two', serial: 1 }])).rejects.toEqual(code('ALREADY_EXISTS'));
    await expect(notes.insertEach(EVERYTHING, [{ _id: 'b3', text: '' }])).rejects.toThrow('Path `text` is required');
    // Beside a refusal of the server, Mongoose tells of its own only in passing.
    await expect(notes.insertEach(EVERYTHING, [{ _id: 'b1', text: 'known' }, { _id: 'b4', text: '' }])).rejects.toThrow('Path `text` is required');
    expect(await stored(['b1', 'b2', 'b3', 'b4'])).toEqual(['b1']);
  });
});

describe('a group commit', () => {
  it('writes one alone at once, and whatever comes meanwhile together', async () => {
    const written: string[][] = [];
    let release: (() => void) | undefined;
    const commits = new GroupCommit(async (items: readonly string[]) => {
      written.push([...items]);
      if (written.length === 1) await new Promise<void>((resolve) => (release = resolve));
      return items.map((item) => item.toUpperCase());
    });
    const answers = ['a', 'b', 'c', 'd'].map((item) => commits.add(item));
    expect(written).toEqual([['a']]);
    release?.();
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'C', 'D']);
    expect(written).toEqual([['a'], ['b', 'c', 'd']]);
    expect(await commits.add('e')).toBe('E');
  });

  it('tells those whose write failed, and goes on with the next', async () => {
    const commits = new GroupCommit((items: readonly number[]) => (items.includes(1) ? Promise.reject(new Error('Not now.')) : Promise.resolve(items)));
    expect(await Promise.allSettled([commits.add(1), commits.add(2)])).toEqual([{ status: 'rejected', reason: new Error('Not now.') }, { status: 'fulfilled', value: 2 }]);
  });

  it('keeps the deadline of none of the requests that it writes for', async () => {
    const commits = new GroupCommit((items: readonly string[]) => notes.insertEach(EVERYTHING, items.map((_id) => ({ _id, text: 'of many' }))));
    const over: RequestContext = { id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: performance.now() - 1, principal: null, effectId: undefined, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) };
    await expect(runInRequest(over, () => notes.insertEach(EVERYTHING, [{ _id: 'c0', text: 'of one' }]))).rejects.toEqual(code('DEADLINE_EXCEEDED'));
    expect(await runInRequest(over, () => commits.add('c1'))).toBe(true);
  });

  it('is as right as single writes when hundreds come at once, some of them twice', async () => {
    const commits = new GroupCommit((items: readonly string[]) => notes.insertEach(EVERYTHING, items.map((_id) => ({ _id, text: 'of many' }))));
    const ids = Array.from({ length: 1_200 }, (_, place) => `d${place % 900}`);
    const answers = await Promise.all(ids.map((id) => commits.add(id)));
    expect(answers.filter(Boolean)).toHaveLength(900);
    expect(await database.db.collection('notes').countDocuments({ _id: /^d/ as never })).toBe(900);
  });
});
