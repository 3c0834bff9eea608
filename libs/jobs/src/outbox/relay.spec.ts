import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createIndexes, Database, defineSchema, EVERYTHING, type Filter, Lease, OutboxStore, Repository, type Stored, unrelayedIndex, type WaitingDocument } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { type Mongod, startMongod } from '../../../../test/fixtures/mongod.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { JOBS_INDEXES } from '../data/indexes.js';
import { EventHandler } from '../event-handler.js';
import { EventSink } from '../event-sink.js';
import { JobStore } from '../queue/job-store.js';
import type { RelayedEvent } from '../relayed-event.js';
import { Handover } from './handover.js';
import { OutboxRelay } from './relay.js';

interface Note extends Stored {
  readonly text: string;
}

class Notes extends Repository<Note, never> {
  constructor(database: Database) {
    super(database, 'notes', defineSchema<Note>({ text: { type: String, required: true } }));
  }

  protected override scopeFilter(): Filter<Note> {
    return { _id: '' };
  }

  make(events = 1): Promise<string> {
    return this.insert(EVERYTHING, { text: 'a' }, Array.from({ length: events }, () => ({ type: 'note.made', data: { n: 1 } })));
  }

  edit(id: string): Promise<unknown> {
    return this.update(EVERYTHING, id, { set: { text: crypto.randomUUID() }, events: [{ type: 'note.edited', data: {} }] }, []);
  }
}

class MemorySink extends EventSink {
  readonly events: RelayedEvent[] = [];
  readonly batches: number[] = [];
  refuses: (event: RelayedEvent) => Error | undefined = () => undefined;

  override append(events: readonly RelayedEvent[]): Promise<void> {
    const refusal = events.map(this.refuses).find((error) => error !== undefined);
    if (refusal !== undefined) return Promise.reject(refusal);
    this.events.push(...events);
    this.batches.push(events.length);
    return Promise.resolve();
  }

  of(objectId: string): RelayedEvent[] {
    return this.events.filter((event) => event.objectId === objectId);
  }

  seqs(objectId: string): number[] {
    return this.of(objectId).map(({ seq }) => seq);
  }
}

class Greet extends EventHandler {
  override readonly name = 'notes.greet';
  override readonly types = ['note.made'];

  override handle(): Promise<void> {
    return Promise.resolve();
  }
}

/** Its first acknowledgements fail, as they do when the process dies before them. */
class ForgetfulStore extends OutboxStore {
  forgets = 0;

  override async acknowledge(collection: string, documents: readonly WaitingDocument[]): Promise<void> {
    this.forgets -= 1;
    if (this.forgets >= 0) throw new Error('killed');
    return super.acknowledge(collection, documents);
  }
}

Logger.overrideLogger(false);
const relays: OutboxRelay[] = [];

function relayTo(database: Database, sink: EventSink, options: { readonly handlers?: readonly EventHandler[]; readonly store?: OutboxStore } = {}): OutboxRelay {
  const jobs = new JobStore(database);
  const relay = new OutboxRelay(database, new Handover([sink], options.handlers ?? [], (added) => jobs.add(added)), options.store);
  relay.start();
  relays.push(relay);
  return relay;
}

const raw = (database: Database, id: string) => database.db.collection<{ _id: string; v: number; outbox?: unknown[]; unrelayed?: Date; relayedTo?: number }>('notes').findOne({ _id: id });

afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

describe('the relay', () => {
  let database: Database;
  let notes: Notes;

  beforeAll(async () => {
    database = await openTestDatabase();
    notes = new Notes(database);
    await createIndexes(database.db, [unrelayedIndex('notes'), ...JOBS_INDEXES]);
  });

  afterAll(() => dropAndClose(database));

  it('hands on what happened before it began, and what happens then, long before its slow look', async () => {
    const sink = new MemorySink();
    const early = await notes.make();
    relayTo(database, sink);
    await eventually(() => sink.of(early).length === 1);
    const delays: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const id = await notes.make();
      delays.push(await eventually(() => sink.of(id).length === 1));
    }
    expect(delays.sort((a, b) => a - b)[2]).toBeLessThan(1_000);
  });

  it('tells what happened, to what, by whom, when, under an id of its own', async () => {
    const sink = new MemorySink();
    const id = await notes.make(2);
    await notes.edit(id);
    relayTo(database, sink);
    await eventually(() => sink.of(id).length === 3);
    expect(sink.of(id)).toEqual([
      { id: `notes:${id}:1:0`, type: 'note.made', at: expect.any(Date), actor: 'system', data: { n: 1 }, collection: 'notes', objectId: id, seq: 1 },
      expect.objectContaining({ id: `notes:${id}:1:1`, seq: 1 }),
      expect.objectContaining({ id: `notes:${id}:2:0`, type: 'note.edited', seq: 2 }),
    ]);
  });

  it('keeps the order of each object, and loses and repeats nothing while many write', async () => {
    const sink = new MemorySink();
    relayTo(database, sink);
    const ids = await Promise.all(Array.from({ length: 10 }, () => notes.make()));
    await Promise.all(ids.flatMap((id) => [1, 2, 3].map(async () => {
      for (let i = 0; i < 10; i += 1) await notes.edit(id);
    })));
    await eventually(() => ids.every((id) => sink.of(id).length >= 31));
    for (const id of ids) expect(sink.seqs(id)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
    await eventually(async () => (await new OutboxStore(database).backlog('notes', 10)).documents === 0);
    for (const id of ids) expect(await raw(database, id)).toMatchObject({ v: 31, relayedTo: 31 });
  });

  it('gives at most 500 events at once, also of one document', async () => {
    const sink = new MemorySink();
    const id = await notes.make(900);
    relayTo(database, sink);
    await eventually(() => sink.of(id).length === 900);
    expect(Math.max(...sink.batches)).toBeLessThanOrEqual(500);
    expect(new Set(sink.of(id).map((event) => event.id)).size).toBe(900);
  });

  it('that dies between the sink and the acknowledgement hands on again, and makes no second job', async () => {
    const sink = new MemorySink();
    const store = new ForgetfulStore(database);
    store.forgets = 1;
    const id = await notes.make();
    relayTo(database, sink, { store, handlers: [new Greet()] });
    await eventually(async () => (await raw(database, id))?.relayedTo === 1);
    expect(sink.of(id).map((event) => event.id)).toEqual([`notes:${id}:1:0`, `notes:${id}:1:0`]);
    const jobs = await database.db.collection('jobs').find({ key: `notes:${id}:1:0` }).toArray();
    expect(jobs).toMatchObject([{ name: 'notes.greet', data: { id: `notes:${id}:1:0`, objectId: id, data: { n: 1 } } }]);
  });

  it('makes jobs of the types that a handler wants, and of no other', async () => {
    const sink = new MemorySink();
    const id = await notes.make(2);
    await notes.edit(id);
    relayTo(database, sink, { handlers: [new Greet()] });
    await eventually(async () => (await raw(database, id))?.relayedTo === 2);
    expect(await database.db.collection('jobs').countDocuments({ 'data.objectId': id })).toBe(2);
  });

  it('works in one process at a time, and another one goes on when it ends', async () => {
    const [first, second] = [new MemorySink(), new MemorySink()];
    const relay = relayTo(database, first);
    const id = await notes.make();
    await eventually(() => first.of(id).length === 1);
    relayTo(database, second);
    for (let i = 0; i < 20; i += 1) await notes.edit(id);
    await eventually(() => first.of(id).length === 21);
    expect(second.events).toEqual([]);
    await relay.stop();
    await notes.edit(id);
    await eventually(() => second.of(id).length === 1);
    expect(first.of(id)).toHaveLength(21);
  });

  it('takes over from one that was killed', async () => {
    const dead = new Lease(database.db, { name: 'outbox-relay', owner: 'the dead', leaseMs: 1_500 });
    expect(await dead.tryTake()).toBe(true);
    await database.db.collection<{ _id: string }>('leases').updateOne({ _id: 'outbox-relay' }, { $set: { owner: 'the really dead' } });
    const sink = new MemorySink();
    relayTo(database, sink);
    const id = await notes.make();
    await eventually(() => sink.of(id).length === 1, 10_000);
    await dead.release();
  });

  it('lets others pass a document whose events are refused, and goes on with it in order when they are taken', async () => {
    const sink = new MemorySink();
    const poison = await notes.make();
    sink.refuses = ({ objectId }) => (objectId === poison ? new Error('cannot be stored') : undefined);
    relayTo(database, sink);
    const ids = await Promise.all(Array.from({ length: 5 }, () => notes.make()));
    await notes.edit(poison);
    await eventually(() => ids.every((id) => sink.of(id).length === 1));
    const later = await notes.make();
    await eventually(() => sink.of(later).length === 1);
    expect(sink.of(poison)).toEqual([]);
    expect((await raw(database, poison))?.unrelayed).toBeInstanceOf(Date);
    sink.refuses = () => undefined;
    await eventually(() => sink.of(poison).length === 2, 20_000);
    expect(sink.seqs(poison)).toEqual([1, 2]);
    for (const id of [...ids, later]) expect(sink.of(id)).toHaveLength(1);
  }, 30_000);

  it('blames no document when the sink cannot reach its database, and goes on afterwards', async () => {
    const sink = new MemorySink();
    let refused = 0;
    sink.refuses = () => {
      refused += 1;
      return new Problem(PROBLEMS.DEPENDENCY_DOWN);
    };
    const ids = [await notes.make(), await notes.make(), await notes.make()];
    relayTo(database, sink);
    await eventually(() => refused >= 2);
    sink.refuses = () => undefined;
    await eventually(() => ids.every((id) => sink.of(id).length === 1));
  });
});

describe('while the database is away', () => {
  let mongod: Mongod;

  beforeAll(async () => {
    mongod = await startMongod();
  }, 60_000);

  afterAll(() => mongod.stop());

  it('the relay waits: from a start without it, through a kill and through silence', async () => {
    await mongod.kill();
    const database = new Database(testConfig({ MONGODB_URI: mongod.uri('relay') }), { now: () => new Date() }, { next: () => crypto.randomUUID() });
    void database.start();
    const notes = new Notes(database);
    const sink = new MemorySink();
    const relay = relayTo(database, sink);
    await mongod.restart();
    await eventually(() => database.ping(1_000), 15_000);
    const id = await notes.make();
    await eventually(() => sink.of(id).length === 1, 20_000);

    await mongod.kill();
    await mongod.restart();
    await eventually(() => notes.edit(id), 15_000);
    await eventually(() => sink.of(id).length >= 2, 20_000);

    await mongod.pause();
    await expect(database.ping(500)).rejects.toBeInstanceOf(Problem);
    mongod.resume();
    await eventually(() => notes.edit(id), 30_000);
    await eventually(async () => (await raw(database, id))?.relayedTo === (await raw(database, id))?.v, 30_000);
    const seen = sink.seqs(id);
    expect([...new Set(seen)]).toEqual([...seen].filter((seq, at) => seen.indexOf(seq) === at).sort((a, b) => a - b));
    await relay.stop();
    await database.close();
  }, 120_000);
});
