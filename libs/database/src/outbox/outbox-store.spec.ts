import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RequestContext, runInRequest } from '@plumbline/observability';
import { dropAndClose, openTestDatabase } from '../../../../test/fixtures/test-database.js';
import type { Database } from '../database.js';
import type { Filter } from '../filter.js';
import { createIndexes } from '../migrations/index-definition.js';
import { Repository } from '../repository.js';
import { defineSchema, type Stored } from '../schema.js';
import { EVERYTHING } from '../scope.js';
import { MOST_KEPT } from './acknowledgement.js';
import { unrelayedIndex } from './outbox.js';
import { OutboxStore, type WaitingDocument } from './outbox-store.js';

interface Note extends Stored {
  readonly text: string;
}

class Notes extends Repository<Note, never> {
  constructor(database: Database, collection = 'notes', options: { readonly events?: false } = {}) {
    super(database, collection, defineSchema<Note>({ text: { type: String, required: true } }), options);
  }

  protected override scopeFilter(): Filter<Note> {
    return { _id: '' };
  }
}

const MANY = { documents: 200, events: 500 };
const edited = { type: 'note.edited', data: {} };
let database: Database;
let notes: Notes;
let store: OutboxStore;

beforeAll(async () => {
  database = await openTestDatabase();
  notes = new Notes(database);
  store = new OutboxStore(database);
  await createIndexes(database.db, [unrelayedIndex('notes')]);
});

afterAll(() => dropAndClose(database));

const raw = async (id: string) => (await database.db.collection<{ _id: string; v: number; outbox?: { seq: number; type: string; at: Date }[]; unrelayed?: Date; relayedTo?: number }>('notes').findOne({ _id: id }))!;
const found = async (id: string): Promise<WaitingDocument | undefined> => (await store.waiting('notes', MANY, [])).find(({ objectId }) => objectId === id);
const waitingOf = async (id: string): Promise<WaitingDocument> => (await found(id))!;
const underKey = <T>(effectId: string, work: () => T): T => {
  const context: RequestContext = { id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: null, effectId, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) };
  return runInRequest(context, work);
};
const edit = (id: string, text = 'x') => notes.update(EVERYTHING, id, { set: { text }, events: [edited] }, []);

describe('a document with events', () => {
  it('says since when they wait, from its first write on', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'a' }, [{ type: 'note.made', data: {} }]);
    const { unrelayed, outbox } = await raw(id);
    expect(unrelayed).toEqual(outbox?.[0]?.at);
    await edit(id);
    expect((await raw(id)).unrelayed).toEqual(unrelayed);
  });

  it('without events waits for nothing, and waits from its first one', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'a' });
    await notes.update(EVERYTHING, id, { set: { text: 'b' } }, []);
    expect((await raw(id)).unrelayed).toBeUndefined();
    await edit(id);
    const { unrelayed, outbox } = await raw(id);
    expect(unrelayed).toEqual(outbox?.[0]?.at);
  });

  it('is not removed while they wait', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'a' }, [edited]);
    expect(await notes.deleteMany(EVERYTHING, { _id: id })).toBe(0);
    await store.acknowledge('notes', [await waitingOf(id)]);
    expect(await notes.deleteMany(EVERYTHING, { _id: id })).toBe(1);
  });

  it('is found by its index, the longest waiting first, and left out when asked so', async () => {
    const [first, second] = [await notes.insert(EVERYTHING, { text: 'a' }, [edited]), await notes.insert(EVERYTHING, { text: 'b' }, [edited, edited])];
    await database.db.collection<{ _id: string }>('notes').updateOne({ _id: first }, { $set: { unrelayed: new Date('2026-01-01') } });
    await database.db.collection<{ _id: string }>('notes').updateOne({ _id: second }, { $set: { unrelayed: new Date('2025-01-01') } });
    const ids = (documents: readonly WaitingDocument[]) => documents.map(({ objectId }) => objectId).slice(0, 2);
    expect(ids(await store.waiting('notes', MANY, []))).toEqual([second, first]);
    expect(ids(await store.waiting('notes', { documents: 200, events: 2 }, []))).toEqual([second]);
    expect(ids(await store.waiting('notes', { documents: 1, events: 500 }, [second]))).toEqual([first]);
    expect(await store.backlog('notes', 1)).toEqual({ documents: 1, since: new Date('2025-01-01') });
    const plan = await database.db.collection('notes').find({ unrelayed: { $exists: true } }).sort({ unrelayed: 1 }).explain();
    expect(JSON.stringify(plan)).toContain('notes_unrelayed');
  });
});

describe('an acknowledgement', () => {
  it('takes the events out, and changes nothing that anybody reads', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'a' }, [edited]);
    await edit(id, 'b');
    await store.acknowledge('notes', [await waitingOf(id)]);
    expect(await raw(id)).toEqual({ _id: id, v: 2, text: 'b', relayedTo: 2 });
  });

  it('leaves what was written since it was read', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'a' }, [edited]);
    const read = await waitingOf(id);
    await edit(id);
    await store.acknowledge('notes', [read]);
    const { relayedTo, unrelayed, outbox } = await raw(id);
    expect(relayedTo).toBe(1);
    expect(outbox?.map(({ seq }) => seq)).toEqual([2]);
    expect(unrelayed).toEqual(outbox?.[0]?.at);
    expect((await waitingOf(id)).events.map(({ seq }) => seq)).toEqual([2]);
  });

  it('that comes late, behind another one, brings nothing back', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'a' }, [edited]);
    const early = await waitingOf(id);
    await edit(id);
    await store.acknowledge('notes', [await waitingOf(id)]);
    await store.acknowledge('notes', [early]);
    expect(await raw(id)).toMatchObject({ relayedTo: 2 });
    expect(await found(id)).toBeUndefined();
  });

  it('at the same time as many writes loses none of their events', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'a' }, [edited]);
    const seen: number[] = [];
    let writing = true;
    const relay = async (): Promise<void> => {
      for (;;) {
        const last = !writing;
        const waiting = await found(id);
        seen.push(...(waiting?.events ?? []).map(({ seq }) => seq));
        if (waiting !== undefined) await store.acknowledge('notes', [waiting]);
        else if (last) return;
      }
    };
    const relaying = relay();
    for (let i = 0; i < 100; i += 1) await edit(id, `${i}`);
    writing = false;
    await relaying;
    expect(seen).toEqual(Array.from({ length: 101 }, (_, i) => i + 1));
    expect(await raw(id)).toMatchObject({ v: 101, relayedTo: 101 });
    expect((await raw(id)).unrelayed).toBeUndefined();
  });

  it('keeps the events of a key as long as the key, and at most the last 200', async () => {
    const key = '0193a1f2-0000-7000-8000-00000000eff9';
    const id = await notes.insert(EVERYTHING, { text: 'a' }, [edited]);
    await underKey(key, () => edit(id, 'b'));
    await store.acknowledge('notes', [await waitingOf(id)]);
    expect((await raw(id)).outbox).toMatchObject([{ seq: 2, effectId: key }]);
    expect(await found(id)).toBeUndefined();
    expect(await underKey(key, () => notes.madeBefore(EVERYTHING, id, 'note.edited', ['text']))).toEqual({ _id: id, text: 'b' });
    await database.db.collection<{ _id: string }>('notes').updateOne({ _id: id }, { $set: { 'outbox.0.at': new Date(Date.now() - 24 * 3_600_000) } });
    await underKey(key, () => notes.update(EVERYTHING, id, { set: { text: 'c' }, events: Array.from({ length: MOST_KEPT + 5 }, () => edited) }, []));
    await edit(id, 'd');
    await store.acknowledge('notes', [await waitingOf(id)]);
    const { outbox = [] } = await raw(id);
    expect(outbox).toHaveLength(MOST_KEPT);
    expect(new Set(outbox.map(({ seq }) => seq))).toEqual(new Set([3]));
  });
});

describe('a repository without events', () => {
  it('has no outbox to look after, and refuses to announce anything', async () => {
    const silent = new Notes(database, 'silent', { events: false });
    expect(store.collections).toEqual(['notes']);
    const id = await silent.insert(EVERYTHING, { text: 'a' });
    await expect(silent.update(EVERYTHING, id, { set: { text: 'b' }, events: [edited] }, [])).rejects.toThrow('declared to write no events');
    await expect(silent.insert(EVERYTHING, { text: 'a' }, [edited])).rejects.toThrow('declared to write no events');
  });
});
