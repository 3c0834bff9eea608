import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { ConfigModule } from '@plumbline/config';
import { type RequestContext, runInRequest } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Mongod, startMongod } from '../../../test/fixtures/mongod.js';
import { openTestDatabase, testConfig } from '../../../test/fixtures/test-database.js';
import { Database } from './database.js';
import { closeDatabase, DatabaseModule } from './database.module.js';
import { duplicateKeyIndex, toProblem } from './driver-errors.js';
import type { Filter } from './filter.js';
import { Repository } from './repository.js';
import { defineSchema, type Stored } from './schema.js';
import { EVERYTHING } from './scope.js';

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
}

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

/** A request that has `ms` left of its budget. */
const withBudget = <T>(ms: number, work: () => T): T => {
  const context: RequestContext = { id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: performance.now() + ms, principal: { userId: 'ada' }, abort: () => undefined, abortSignal: () => AbortSignal.timeout(ms) };
  return runInRequest(context, work);
};

describe('a database that is there', () => {
  let database: Database;
  let notes: Notes;

  beforeAll(async () => {
    database = await openTestDatabase();
    notes = new Notes(database);
  });

  afterAll(async () => {
    await database.db.dropDatabase();
    await database.close();
  });

  it('answers a ping in less than its deadline', async () => {
    expect(await database.ping(1_000)).toBeLessThan(1_000);
  });

  it('makes neither a collection nor an index by itself', async () => {
    expect(await database.db.listCollections().toArray()).toEqual([]);
  });

  it('names the caller as the actor of an event', async () => {
    const id = await withBudget(5_000, () => notes.insert(EVERYTHING, { text: 'x' }, [{ type: 'note.made', data: {} }]));
    expect(await database.db.collection<{ _id: string }>('notes').findOne({ _id: id })).toMatchObject({ outbox: [{ seq: 1, actor: 'ada' }] });
  });

  it('ends an operation when the budget of the request is spent', async () => {
    const id = await notes.insert(EVERYTHING, { text: 'locked' });
    const session = await database.connection.startSession();
    session.startTransaction();
    await database.db.collection<{ _id: string; text: string }>('notes').updateOne({ _id: id }, { $set: { text: 'held' } }, { session });
    const begun = performance.now();
    await expect(withBudget(200, () => notes.update(EVERYTHING, id, { set: { text: 'waits' } }, []))).rejects.toEqual(code('DEADLINE_EXCEEDED'));
    expect(performance.now() - begun).toBeLessThan(1_500);
    await session.abortTransaction();
    await session.endSession();
    expect((await notes.get(EVERYTHING, id, ['text'])).text).toBe('locked');
  });

  it('writes all of a transaction or nothing, and tells a refused write by its index', async () => {
    await database.db.collection('notes').createIndex({ text: 1 }, { name: 'notes_text', unique: true, partialFilterExpression: { text: 'unique' } }, {});
    await notes.insert(EVERYTHING, { text: 'unique' });
    const before = await notes.count(EVERYTHING, {}, 100);
    const failure = await database.transaction(async () => {
      await notes.insert(EVERYTHING, { text: 'first' });
      await notes.insert(EVERYTHING, { text: 'unique' });
    }).catch((error: unknown) => error);
    expect(failure).toEqual(code('ALREADY_EXISTS'));
    expect(duplicateKeyIndex(failure)).toBe('notes_text');
    expect(await notes.count(EVERYTHING, {}, 100)).toBe(before);
  });

  it('repeats a transaction that met another one', async () => {
    const id = await notes.insert(EVERYTHING, { text: '0' });
    const append = (letter: string) => database.transaction(async () => {
      const { text } = await notes.get(EVERYTHING, id, ['text']);
      await notes.update(EVERYTHING, id, { set: { text: `${text}${letter}` } }, []);
    });
    await Promise.all(['a', 'b', 'c', 'd'].map(append));
    const { text } = await notes.get(EVERYTHING, id, ['text']);
    expect([...text].sort().join('')).toBe('0abcd');
  });
});

describe('failures of the driver', () => {
  it('that are not known stay what they are', () => {
    expect(toProblem(new Error('x'))).toBeUndefined();
    expect(toProblem('x')).toBeUndefined();
    expect(toProblem(new Problem(PROBLEMS.NOT_FOUND))).toBeUndefined();
    expect(duplicateKeyIndex(new Error('x'))).toBeUndefined();
  });
});

describe('a database that goes away', () => {
  let mongod: Mongod;
  const opened: Database[] = [];
  const open = (name: string): Database => {
    const config = testConfig({ MONGODB_URI: mongod.uri(name) });
    const database = new Database(config, { now: () => new Date() }, { next: () => crypto.randomUUID() });
    opened.push(database);
    return database;
  };

  beforeAll(async () => {
    mongod = await startMongod();
  }, 60_000);

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
  });

  afterAll(() => mongod.stop());

  it('does not keep the service from starting, and is found when it comes', async () => {
    await mongod.kill();
    const module = await Test.createTestingModule({ imports: [ConfigModule.forRoot(testConfig({ MONGODB_URI: mongod.uri('late') })), DatabaseModule.forRoot()] }).compile();
    const app = await module.init();
    const database = app.get(Database);
    const notes = new Notes(database);
    await expect(database.ping(500)).rejects.toEqual(code('DEPENDENCY_DOWN'));
    await expect(notes.insert(EVERYTHING, { text: 'x' })).rejects.toEqual(code('DEPENDENCY_DOWN'));
    await mongod.restart();
    expect(await eventually(() => database.ping(500), 15_000)).toBeLessThan(10_000);
    await notes.insert(EVERYTHING, { text: 'x' });
    await app.close();
    await database.ping(500);
    await closeDatabase(app);
    await expect(database.ping(500)).rejects.toEqual(code('DEPENDENCY_DOWN'));
  }, 60_000);

  it('closes at once while it is still being looked for', async () => {
    await mongod.kill();
    const database = open('never');
    void database.start();
    const begun = performance.now();
    await database.close();
    expect(performance.now() - begun).toBeLessThan(5_000);
    await mongod.restart();
  }, 60_000);

  it('refused: operations fail within 5 s as DEPENDENCY_DOWN, and work again after a restart', async () => {
    const database = open('refused');
    await database.start();
    const notes = new Notes(database);
    const id = await notes.insert(EVERYTHING, { text: 'kept' });
    await mongod.kill();
    const begun = performance.now();
    await expect(notes.get(EVERYTHING, id, ['text'])).rejects.toEqual(code('DEPENDENCY_DOWN'));
    await expect(database.ping(1_000)).rejects.toEqual(code('DEPENDENCY_DOWN'));
    expect(performance.now() - begun).toBeLessThan(5_000);
    await mongod.restart();
    await eventually(() => database.ping(1_000), 15_000);
    expect((await notes.get(EVERYTHING, id, ['text'])).text).toBe('kept');
  }, 60_000);

  it('black-holed: a ping keeps its deadline, pings do not pile up, operations end, and it recovers', async () => {
    const database = open('hole');
    await database.start();
    const notes = new Notes(database);
    const id = await notes.insert(EVERYTHING, { text: 'kept' });
    await mongod.pause();
    const begun = performance.now();
    const operation = notes.get(EVERYTHING, id, ['text']).catch((error: unknown) => error);
    try {
      await expect(database.ping(300)).rejects.toEqual(code('DEPENDENCY_DOWN'));
      expect(performance.now() - begun).toBeLessThan(1_000);
      const checkedOut = () => [...((database.connection.getClient() as unknown as { topology: { s: { servers: Map<string, { pool: { currentCheckedOutCount: number } }> } } }).topology.s.servers.values())].reduce((sum, server) => sum + server.pool.currentCheckedOutCount, 0);
      await Promise.allSettled(Array.from({ length: 20 }, () => database.ping(50)));
      expect(checkedOut()).toBeLessThanOrEqual(2);
      expect(await operation).toEqual(code('DEPENDENCY_DOWN'));
      expect(performance.now() - begun).toBeLessThan(12_000);
    } finally {
      mongod.resume();
    }
    expect(await eventually(() => database.ping(1_000), 15_000)).toBeLessThan(15_000);
    expect((await notes.get(EVERYTHING, id, ['text'])).text).toBe('kept');
  }, 60_000);

  it('restarted under load: nothing that was acknowledged is lost', async () => {
    const database = open('load');
    await database.start();
    const notes = new Notes(database);
    const acknowledged: string[] = [];
    let refused = 0;
    let done = false;
    const writers = Promise.all(Array.from({ length: 8 }, async () => {
      while (!done) {
        try {
          acknowledged.push(await notes.insert(EVERYTHING, { text: 'x' }));
        } catch (error) {
          expect(error instanceof Problem ? 'problem' : JSON.stringify(error)).toBe('problem');
          refused += 1;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    }));
    await eventually(() => acknowledged.length > 200);
    await mongod.kill();
    await mongod.restart();
    const sofar = acknowledged.length;
    await eventually(() => acknowledged.length > sofar + 200, 20_000);
    done = true;
    await writers;
    const stored = new Set((await database.db.collection('notes').find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => String(_id)));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(refused).toBeLessThan(acknowledged.length);
  }, 60_000);
});
