import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createIndexes, Database } from '@plumbline/database';
import { currentRequest, metricsText, type RequestContext, runInRequest } from '@plumbline/observability';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { type Mongod, startMongod } from '../../../../test/fixtures/mongod.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { DeadJobs } from '../data/dead-jobs.repository.js';
import { JOBS_INDEXES } from '../data/indexes.js';
import type { StoredJob } from '../data/stored-job.js';
import { Hopeless, Job, type JobContext, type JobData } from '../job.js';
import type { JobRegistry } from '../job-registry.js';
import { DurableJobs } from './durable-jobs.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';

/** A job that does what the test tells it, and remembers its runs. */
class Probe extends Job {
  override readonly everyMs: number | undefined;
  readonly runs: { readonly data: JobData; readonly attempt: number; readonly at: number }[] = [];
  now = 0;
  most = 0;

  constructor(
    override readonly name: string,
    private readonly work: (data: JobData, context: JobContext) => unknown = () => undefined,
    override readonly attempts = 3,
    everyMs?: number,
  ) {
    super();
    this.everyMs = everyMs;
  }

  override delayMs(attempt: number): number {
    return 10 * attempt;
  }

  override async run(data: JobData, context: JobContext): Promise<void> {
    this.runs.push({ data, attempt: context.attempt, at: Date.now() });
    this.now += 1;
    this.most = Math.max(this.most, this.now);
    try {
      await this.work(data, context);
    } finally {
      this.now -= 1;
    }
  }
}

interface Process {
  readonly jobs: DurableJobs;
  readonly runner: JobRunner;
  readonly stop: () => Promise<void>;
}

Logger.overrideLogger(false);
const processes: Process[] = [];

/** What one process has of the queue. */
async function processOf(database: Database, jobs: readonly Job[], leaseMs = 60_000): Promise<Process> {
  const store = new JobStore(database, leaseMs);
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const runner = new JobRunner(store, byName);
  const durable = new DurableJobs(store, { jobs: byName } as unknown as JobRegistry);
  durable.runBy(runner);
  await runner.start();
  let stopped: Promise<void> | undefined;
  const made: Process = { jobs: durable, runner, stop: () => (stopped ??= runner.stop()) };
  processes.push(made);
  return made;
}

const fails = (message: string) => (): never => {
  throw new Error(message);
};

afterEach(async () => {
  await Promise.all(processes.splice(0).map(({ stop }) => stop()));
});

describe('a job', () => {
  let database: Database;
  let dead: DeadJobs;

  beforeAll(async () => {
    database = await openTestDatabase();
    dead = new DeadJobs(database);
    await createIndexes(database.db, JOBS_INDEXES);
  });

  beforeEach(async () => {
    await stored().deleteMany({});
  });

  afterAll(() => dropAndClose(database));

  const stored = () => database.db.collection<StoredJob>('jobs');
  const isEmpty = async (): Promise<boolean> => (await stored().countDocuments()) === 0;

  it('is run once with its data, and leaves nothing behind', async () => {
    const probe = new Probe('test.once');
    const { jobs } = await processOf(database, [probe]);
    const at = new Date();
    await jobs.enqueue('test.once', { userId: 'ada', n: 3, at, none: null });
    await eventually(isEmpty);
    expect(probe.runs).toEqual([{ data: { userId: 'ada', n: 3, at, none: null }, attempt: 1, at: expect.any(Number) }]);
  });

  it('is refused when nobody knows its name', async () => {
    const { jobs } = await processOf(database, []);
    await expect(jobs.enqueue('test.unknown', {})).rejects.toThrow('There is no job `test.unknown`');
  });

  it('of a key is stored once while it waits, and again when it is done', async () => {
    const probe = new Probe('test.key');
    const store = new JobStore(database);
    await Promise.all(Array.from({ length: 20 }, () => store.add([{ name: 'test.key', data: {}, key: 'k' }, { name: 'test.key', data: {}, key: 'other' }])));
    expect(await stored().countDocuments()).toBe(2);
    const { jobs } = await processOf(database, [probe]);
    await eventually(isEmpty);
    await jobs.enqueue('test.key', {}, { key: 'k' });
    await eventually(async () => probe.runs.length === 3 && (await isEmpty()));
  });

  it('of a key is not stored again while it runs', async () => {
    let finish: () => void = () => undefined;
    const probe = new Probe('test.busy', () => new Promise<void>((resolve) => { finish = resolve; }));
    const { jobs } = await processOf(database, [probe]);
    await jobs.enqueue('test.busy', {}, { key: 'k' });
    await eventually(() => probe.now === 1);
    await jobs.enqueue('test.busy', {}, { key: 'k' });
    expect(await stored().countDocuments()).toBe(1);
    finish();
    await eventually(isEmpty);
    expect(probe.runs).toHaveLength(1);
  });

  it('waits until its time', async () => {
    const probe = new Probe('test.later');
    const { jobs } = await processOf(database, [probe]);
    const at = new Date(Date.now() + 700);
    await jobs.enqueue('test.later', {}, { at });
    await eventually(isEmpty);
    expect(probe.runs[0]?.at).toBeGreaterThanOrEqual(at.getTime());
  });

  it('that another process stored is found', async () => {
    const probe = new Probe('test.found');
    await processOf(database, [probe]);
    await new JobStore(database).add([{ name: 'test.found', data: {} }]);
    await eventually(isEmpty);
    expect(probe.runs).toHaveLength(1);
  });

  it('begun by a request does not belong to it', async () => {
    const seen: unknown[] = [];
    const probe = new Probe('test.outside', () => seen.push(currentRequest()));
    const { jobs } = await processOf(database, [probe]);
    const context: RequestContext = { id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: { userId: 'ada' }, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) };
    await runInRequest(context, () => jobs.enqueue('test.outside', {}));
    await eventually(isEmpty);
    expect(seen).toEqual([undefined]);
  });

  it('of a name runs beside four others of it, in two processes none twice', async () => {
    const work = () => new Promise((resolve) => setTimeout(resolve, 5));
    const [first, second] = [new Probe('test.many', work), new Probe('test.many', work)];
    await new JobStore(database).add(Array.from({ length: 300 }, (_, n) => ({ name: 'test.many', data: { n } })));
    await processOf(database, [first]);
    await processOf(database, [second]);
    await eventually(isEmpty, 30_000);
    const done = [...first.runs, ...second.runs].map(({ data }) => data['n'] as number).sort((a, b) => a - b);
    expect(done).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(Math.max(first.most, second.most)).toBeLessThanOrEqual(5);
  }, 40_000);

  describe('that fails', () => {
    it('is tried again with its own delays, and succeeds', async () => {
      const probe = new Probe('test.again', (_data, { attempt }) => (attempt < 3 ? fails('not yet')() : undefined));
      const { jobs } = await processOf(database, [probe]);
      await jobs.enqueue('test.again', {});
      await eventually(isEmpty);
      expect(probe.runs.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      const [one, two, three] = probe.runs.map(({ at }) => at) as [number, number, number];
      expect(two - one).toBeGreaterThanOrEqual(9);
      expect(three - two).toBeGreaterThanOrEqual(19);
    });

    it('as often as it may is a dead letter, whose reason names nobody', async () => {
      const probe = new Probe('test.dead', fails('no mailbox for ada@example.org'));
      const { jobs } = await processOf(database, [probe]);
      await jobs.enqueue('test.dead', { mailId: 'm1' }, { key: 'm1' });
      await eventually(async () => (await dead.list(10, undefined)).items.length === 1);
      const { items } = await dead.list(10, undefined);
      expect(items).toEqual([{ _id: expect.any(String), name: 'test.dead', attempts: 3, data: { mailId: 'm1' }, enqueuedAt: expect.any(Date), diedAt: expect.any(Date), lastFailure: { at: expect.any(Date), reason: expect.stringContaining('no mailbox for') } }]);
      expect(JSON.stringify(await stored().find().toArray())).not.toContain('ada@example.org');
      expect(probe.runs).toHaveLength(3);
      expect(await metricsText()).toContain('plumbline_jobs_total{name="test.dead",outcome="dead"} 1');
    });

    it('without hope is a dead letter at once', async () => {
      const probe = new Probe('test.hopeless', () => {
        throw new Hopeless('The address does not exist.');
      });
      const { jobs } = await processOf(database, [probe]);
      await jobs.enqueue('test.hopeless', {});
      await eventually(async () => (await dead.list(10, undefined)).items.length === 1);
      expect(probe.runs).toHaveLength(1);
    });

    it('is run again by an admin, with all its attempts', async () => {
      let broken = true;
      const probe = new Probe('test.revived', () => (broken ? fails('broken')() : undefined), 2);
      const { jobs } = await processOf(database, [probe]);
      await jobs.enqueue('test.revived', {}, { key: 'k' });
      await eventually(async () => (await dead.list(10, undefined)).items.length === 1);
      const id = (await dead.list(10, undefined)).items[0]?._id ?? '';
      broken = false;
      await jobs.rerun(dead, id);
      await eventually(isEmpty);
      expect(probe.runs.map(({ attempt }) => attempt)).toEqual([1, 2, 1]);
      await expect(jobs.rerun(dead, id)).rejects.toMatchObject({ type: { code: 'NOT_FOUND' } });
    });

    it('cannot be run again while the same job waits anew, or when nobody knows its name any more', async () => {
      const store = new JobStore(database);
      await store.add([{ name: 'test.anew', data: {}, key: 'k' }]);
      const claim = await store.claim('test.anew');
      await store.finish(claim!, { kind: 'dead', reason: 'x' });
      await store.add([{ name: 'test.anew', data: {}, key: 'k' }]);
      for (const isKnown of [true, false]) await expect(dead.revive(claim!._id, () => isKnown)).rejects.toMatchObject({ type: { code: 'STATE_CONFLICT' }, detail: expect.stringContaining(isKnown ? 'waits' : 'no such job') });
    });
  });

  describe('whose process dies', () => {
    it('is run again when its lease is over, and counts that attempt', async () => {
      await new JobStore(database).add([{ name: 'test.orphan', data: {} }]);
      // Taken by a process that never says a word again.
      expect((await new JobStore(database, 400).claim('test.orphan'))?.attempts).toBe(1);
      const probe = new Probe('test.orphan');
      await processOf(database, [probe]);
      await eventually(isEmpty);
      expect(probe.runs).toMatchObject([{ attempt: 2 }]);
    });

    it('each time it is run, is a dead letter in the end', async () => {
      await new JobStore(database).add([{ name: 'test.killer', data: {} }]);
      const killed = new JobStore(database, 1);
      for (let i = 0; i < 3; i += 1) await eventually(async () => (await killed.claim('test.killer')) !== undefined);
      const probe = new Probe('test.killer');
      await processOf(database, [probe]);
      await eventually(async () => (await dead.list(10, undefined)).items.length === 1);
      expect(probe.runs).toEqual([]);
    });

    it('writes nothing more if it lives after all', async () => {
      const store = new JobStore(database, 1);
      await store.add([{ name: 'test.late', data: {} }]);
      const late = await store.claim('test.late');
      await eventually(async () => (await store.claim('test.late')) !== undefined);
      expect(await store.finish(late!, { kind: 'done' })).toBe(false);
      expect(await store.finish(late!, { kind: 'dead', reason: 'x' })).toBe(false);
      expect(await store.renew([late!])).toEqual([late!._id]);
      expect(await stored().findOne()).toMatchObject({ attempts: 2 });
    });
  });

  it('that takes longer than its lease stays with its process', async () => {
    let finish: () => void = () => undefined;
    const long = new Probe('test.long', () => new Promise<void>((resolve) => { finish = resolve; }));
    const { jobs } = await processOf(database, [long], 900);
    await jobs.enqueue('test.long', {});
    await eventually(() => long.now === 1);
    const other = new Probe('test.long');
    await processOf(database, [other], 900);
    const firstLease = (await stored().findOne())?.dueAt?.getTime() ?? 0;
    await eventually(async () => ((await stored().findOne())?.dueAt?.getTime() ?? 0) > firstLease + 1_500, 15_000);
    finish();
    await eventually(isEmpty);
    expect(other.runs).toEqual([]);
  }, 20_000);

  it('that somebody else has taken is told to end', async () => {
    let reason: unknown;
    const probe = new Probe('test.taken', (_data, { signal }) => new Promise<void>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
        reject(new Error('ended'));
      });
    }));
    const { jobs } = await processOf(database, [probe], 600);
    await jobs.enqueue('test.taken', {});
    await eventually(() => probe.now === 1);
    await stored().updateOne({}, { $inc: { v: 1 } });
    await eventually(() => probe.now === 0);
    expect(String(reason)).toContain('Another process');
    expect(await stored().findOne()).toMatchObject({ attempts: 1 });
  });
});

describe('a process that ends', () => {
  let database: Database;

  beforeAll(async () => {
    database = await openTestDatabase();
    await createIndexes(database.db, JOBS_INDEXES);
  });

  afterAll(() => dropAndClose(database));

  it('lets a job finish, tells a long one to end, and takes no more', async () => {
    const short = new Probe('test.short', () => new Promise((resolve) => setTimeout(resolve, 300)));
    const long = new Probe('test.stubborn', (_data, { signal }) => new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended')))), 1);
    const ending = await processOf(database, [short, long]);
    await ending.jobs.enqueue('test.short', {});
    await ending.jobs.enqueue('test.stubborn', {});
    await eventually(() => short.now + long.now === 2);
    const stopped = ending.stop();
    await ending.jobs.enqueue('test.short', {});
    await stopped;
    expect(short.runs).toHaveLength(1);
    // To be ended was no failure: its one attempt is still there, and the next process has it at once.
    const left = await database.db.collection<StoredJob>('jobs').find().sort({ name: 1 }).toArray();
    expect(left.map(({ name, attempts }) => [name, attempts])).toEqual([['test.short', 0], ['test.stubborn', 0]]);
    const again = [new Probe('test.short'), new Probe('test.stubborn')];
    await processOf(database, again);
    await eventually(() => again.every(({ runs }) => runs.length === 1));
  }, 15_000);
});

describe('a recurring job', () => {
  let database: Database;

  beforeEach(async () => {
    database = await openTestDatabase();
    await createIndexes(database.db, JOBS_INDEXES);
  });

  afterEach(() => dropAndClose(database));

  it('runs in its interval, in one of all processes at a time', async () => {
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 50));
      running -= 1;
    };
    const probes = [1, 2].map(() => new Probe('test.tick', work, 3, 300));
    for (const probe of probes) await processOf(database, [probe]);
    const runs = () => probes.flatMap((probe) => probe.runs.map(({ at }) => at)).sort((a, b) => a - b);
    await eventually(() => runs().length >= 5);
    await Promise.all(processes.splice(0).map(({ stop }) => stop()));
    expect(most).toBe(1);
    const gaps = runs().slice(1).map((at, index) => at - (runs()[index] as number));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(295);
    expect(await database.db.collection('jobs').countDocuments()).toBe(1);
  });

  it('keeps its turn through a restart, and catches up nothing', async () => {
    const first = new Probe('test.daily', undefined, 3, 86_400_000);
    const before = await processOf(database, [first]);
    await eventually(async () => (await database.db.collection<StoredJob>('jobs').findOne({ attempts: 0, v: { $gt: 1 } })) !== null);
    await before.stop();
    expect(first.runs).toHaveLength(1);
    const second = new Probe('test.daily', undefined, 3, 86_400_000);
    const mark = new Probe('test.mark');
    const after = await processOf(database, [second, mark]);
    await after.jobs.enqueue('test.mark', {});
    await eventually(() => mark.runs.length === 1);
    expect(second.runs).toEqual([]);
    await after.stop();
    await database.db.collection<StoredJob>('jobs').updateOne({ name: 'test.daily' }, { $set: { dueAt: new Date(Date.now() - 10 * 86_400_000) } });
    const third = new Probe('test.daily', undefined, 3, 86_400_000);
    await processOf(database, [third]);
    await eventually(async () => ((await database.db.collection<StoredJob>('jobs').findOne())?.dueAt?.getTime() ?? 0) > Date.now() + 86_000_000);
    expect(third.runs).toHaveLength(1);
  });

  it('goes on however often it fails', async () => {
    const probe = new Probe('test.flaky', fails('still broken'), 2, 50);
    await processOf(database, [probe]);
    await eventually(() => probe.runs.length >= 4);
    expect(await new DeadJobs(database).list(10, undefined)).toEqual({ items: [], next: undefined });
  });
});

describe('while the database is away', () => {
  let mongod: Mongod;

  beforeAll(async () => {
    mongod = await startMongod();
  }, 60_000);

  afterAll(() => mongod.stop());

  it('jobs wait: from a start without it, through a kill and through silence; what was done in between is not done again', async () => {
    await mongod.kill();
    const database = new Database(testConfig({ MONGODB_URI: mongod.uri('jobs') }), { now: () => new Date() }, { next: () => crypto.randomUUID() });
    void database.start();
    let finish: () => void = () => undefined;
    const slow = new Probe('test.slow', () => new Promise<void>((resolve) => { finish = resolve; }));
    const quick = new Probe('test.quick');
    const { jobs, stop } = await processOf(database, [slow, quick]);
    await expect(jobs.enqueue('test.quick', {})).rejects.toMatchObject({ type: { code: 'DEPENDENCY_DOWN' } });
    await mongod.restart();
    await eventually(() => database.ping(1_000), 15_000);
    await createIndexes(database.db, JOBS_INDEXES);
    await jobs.enqueue('test.quick', {});
    await eventually(() => quick.runs.length === 1, 15_000);

    await jobs.enqueue('test.slow', {});
    await eventually(() => slow.now === 1);
    await mongod.kill();
    finish();
    await mongod.restart();
    await eventually(() => jobs.enqueue('test.quick', {}), 15_000);
    await eventually(() => quick.runs.length >= 2, 15_000);
    await eventually(async () => (await database.db.collection('jobs').countDocuments({ name: 'test.slow' })) === 0, 15_000);
    expect(slow.runs).toHaveLength(1);

    await mongod.pause();
    await expect(database.ping(500)).rejects.toMatchObject({ type: { code: 'DEPENDENCY_DOWN' } });
    mongod.resume();
    await eventually(() => jobs.enqueue('test.quick', {}), 30_000);
    await eventually(async () => (await database.db.collection('jobs').countDocuments()) === 0, 30_000);
    await stop();
    await database.close();
  }, 120_000);
});
