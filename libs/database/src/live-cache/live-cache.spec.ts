import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { type Mongod, startMongod } from '../../../../test/fixtures/mongod.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import type { Database } from '../database.js';
import { acknowledgement } from '../outbox/acknowledgement.js';
import { BoundedMap } from './bounded-map.js';
import { LiveCache } from './live-cache.js';

interface Session {
  readonly _id: string;
  readonly userId: string;
  readonly revoked: boolean;
}

const sessions = (database: Database) => database.db.collection<Session>('sessions');

function setUp(database: Database, capacity = 1_000) {
  const cache = new LiveCache<string, Session | null>(database, { collection: 'sessions', capacity });
  let loads = 0;
  const load = (id: string) => {
    loads += 1;
    return sessions(database).findOne({ _id: id });
  };
  return { cache, load, get: (id: string) => cache.get(id, load), loads: () => loads };
}

describe('a live cache', () => {
  let database: Database;
  let subject: ReturnType<typeof setUp>;

  beforeEach(async () => {
    database = await openTestDatabase();
    await sessions(database).insertOne({ _id: 's1', userId: 'ada', revoked: false });
    subject = setUp(database);
    await eventually(() => subject.cache.isLive);
  });

  afterEach(() => dropAndClose(database));

  it('asks the database once for what does not change', async () => {
    for (let i = 0; i < 10; i += 1) expect((await subject.get('s1'))?.revoked).toBe(false);
    expect(subject.loads()).toBe(1);
  });

  it('is looked into at once', async () => {
    expect(subject.cache.peek('s1')).toBeUndefined();
    await subject.get('s1');
    expect(subject.cache.peek('s1')?.userId).toBe('ada');
    subject.cache.invalidate('s1');
    expect(subject.cache.peek('s1')).toBeUndefined();
  });

  it('drops what somebody else changed or removed, or what came to be', async () => {
    await subject.get('s1');
    expect(await subject.get('s2')).toBeNull();
    await sessions(database).updateOne({ _id: 's1' }, { $set: { revoked: true } });
    await sessions(database).insertOne({ _id: 's2', userId: 'bob', revoked: false });
    await eventually(async () => (await subject.get('s1'))?.revoked === true);
    await eventually(async () => (await subject.get('s2')) !== null);
    await sessions(database).deleteOne({ _id: 's1' });
    await eventually(async () => (await subject.get('s1')) === null);
  });

  it('keeps what the relay only took note of', async () => {
    await subject.get('s1');
    await subject.get('s2');
    const outbox = sessions(database) as unknown as ReturnType<typeof database.db.collection<{ _id: string }>>;
    await outbox.updateOne({ _id: 's1' }, acknowledgement(1));
    // The stream is in order: once the later change is seen, so was the earlier one.
    await sessions(database).insertOne({ _id: 's2', userId: 'bob', revoked: false });
    await eventually(() => subject.cache.peek('s2') === undefined);
    expect(subject.cache.peek('s1')?.userId).toBe('ada');
  });

  it('is invalidated at once by who has just written', async () => {
    await subject.get('s1');
    await sessions(database).updateOne({ _id: 's1' }, { $set: { revoked: true } });
    subject.cache.invalidate('s1');
    expect((await subject.get('s1'))?.revoked).toBe(true);
  });

  it('does not keep a load that began before an invalidation', async () => {
    let finish: (session: Session) => void = () => undefined;
    const slow = subject.cache.get('s1', () => new Promise<Session>((resolve) => { finish = resolve; }));
    subject.cache.invalidate('s1');
    finish({ _id: 's1', userId: 'ada', revoked: false });
    await slow;
    await subject.get('s1');
    expect(subject.loads()).toBe(1);
  });

  it('does not keep a load during which the document changed', async () => {
    await subject.get('witness');
    let finish: () => void = () => undefined;
    const slow = subject.cache.get('s1', () => new Promise<Session>((resolve) => { finish = () => resolve({ _id: 's1', userId: 'ada', revoked: false }); }));
    await sessions(database).updateOne({ _id: 's1' }, { $set: { revoked: true } });
    await sessions(database).insertOne({ _id: 'witness', userId: 'eve', revoked: false });
    await eventually(async () => (await subject.get('witness')) !== null);
    finish();
    expect((await slow)?.revoked).toBe(false);
    expect((await subject.get('s1'))?.revoked).toBe(true);
  });

  it('keeps nothing of a load that failed', async () => {
    await expect(subject.cache.get('s1', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await subject.get('s1'))?.userId).toBe('ada');
  });

  it('finds by the documents that a value was read from, and by keys of a change', async () => {
    const byUser = new LiveCache<string, readonly Session[]>(database, {
      collection: 'sessions',
      capacity: 10,
      documentsOf: (found) => found.map(({ _id }) => _id),
      keysOf: ({ document }) => (typeof document?.['userId'] === 'string' ? [document['userId']] : []),
    });
    await eventually(() => byUser.isLive);
    const count = async () => (await byUser.get('ada', (userId) => sessions(database).find({ userId }).toArray())).length;
    expect(await count()).toBe(1);
    await sessions(database).insertOne({ _id: 's3', userId: 'ada', revoked: false });
    await eventually(async () => (await count()) === 2);
    await sessions(database).deleteOne({ _id: 's1' });
    await eventually(async () => (await count()) === 1);
  });

  it('forgets everything when the collection is dropped', async () => {
    await subject.get('s1');
    await sessions(database).drop();
    await eventually(async () => (await subject.get('s1')) === null);
    await eventually(() => subject.cache.isLive);
  });

  it('never serves what it was told is gone, under many writes and reads at once', async () => {
    let version = 0;
    const collection = database.db.collection<{ _id: string; n: number }>('sessions');
    await collection.insertOne({ _id: 'hot', n: 0 });
    const cache = new LiveCache<string, number>(database, { collection: 'sessions', capacity: 10 });
    await eventually(() => cache.isLive);
    const read = () => cache.get('hot', async () => (await collection.findOne({ _id: 'hot' }))?.n ?? -1);
    const writing = (async () => {
      for (let n = 1; n <= 200; n += 1) {
        await collection.updateOne({ _id: 'hot' }, { $set: { n } });
        cache.invalidate('hot');
        version = n;
      }
    })();
    let stale = 0;
    const reading = Promise.all(Array.from({ length: 8 }, async () => {
      while (version < 200) {
        const known = version;
        if ((await read()) < known) stale += 1;
        // An answer from memory takes no turn of the event loop; the writer needs one.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }));
    await Promise.all([writing, reading]);
    expect(stale).toBe(0);
    expect(await read()).toBe(200);
  });
});

describe('while the database is away', () => {
  let mongod: Mongod;
  let database: Database;

  beforeAll(async () => {
    mongod = await startMongod();
    database = await openTestDatabase(testConfig({ MONGODB_URI: mongod.uri('live') }));
  }, 60_000);

  afterAll(async () => {
    await database.close();
    await mongod.stop();
  });

  it('asks each time, and is live again after a restart', async () => {
    await sessions(database).insertOne({ _id: 's1', userId: 'ada', revoked: false });
    const { cache, get, loads } = setUp(database);
    await eventually(() => cache.isLive);
    await get('s1');
    await mongod.kill();
    await eventually(() => !cache.isLive, 5_000);
    const known = { _id: 's1', userId: 'ada', revoked: true };
    for (let i = 0; i < 3; i += 1) expect(await cache.get('s1', () => Promise.resolve(known))).toBe(known);
    expect(loads()).toBe(1);
    await mongod.restart();
    await eventually(() => cache.isLive, 15_000);
    const before = loads();
    await eventually(async () => (await get('s1')) !== null);
    await get('s1');
    expect(loads() - before).toBe(1);
    await sessions(database).updateOne({ _id: 's1' }, { $set: { revoked: true } });
    await eventually(async () => (await get('s1'))?.revoked === true);
  }, 60_000);

  it('stops answering from memory within 2.5 s when nothing answers any more', async () => {
    const { cache, get } = setUp(database);
    await eventually(() => cache.isLive);
    await get('s1');
    await mongod.pause();
    try {
      expect(await eventually(() => !cache.isLive, 5_000)).toBeLessThan(2_500);
    } finally {
      mongod.resume();
    }
    await eventually(() => cache.isLive, 15_000);
  }, 60_000);
});

describe('a bounded map', () => {
  it('holds at most twice its capacity and keeps what is in use', () => {
    const map = new BoundedMap<number, string>(10);
    map.set(0, 'in use');
    for (let i = 1; i < 1_000; i += 1) {
      map.set(i, 'once');
      expect(map.get(0)).toBe('in use');
      expect(map.size).toBeLessThanOrEqual(20);
    }
    expect(map.get(1)).toBeUndefined();
  });
});
