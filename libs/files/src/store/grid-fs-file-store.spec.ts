import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LARGEST_FILE_BYTES } from '@plumbline/common';
import { Clock, SystemClock } from '@plumbline/config';
import { createIndexes, Database } from '@plumbline/database';
import { type RequestContext, runInRequest } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { mongo } from 'mongoose';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { openXml } from '../content/archives.fixture.js';
import { pdf, streamOf } from '../content/documents.fixture.js';
import { FileRecords } from '../data/file-records.js';
import { FILE_INDEXES } from '../data/indexes.js';
import { GridFsFileStore } from './grid-fs-file-store.js';
import { SweepFiles } from './sweep-files.js';

interface StoredChunk {
  readonly files_id: string;
  readonly n: number;
  readonly data: mongo.Binary;
}

const HOUR_MS = 3_600_000;
/** For what writes tens of MiB on a machine that does other things, too. */
const SLOW_MS = 30_000;

describe('the file store', () => {
  let database: Database;
  let store: GridFsFileStore;
  const config = testConfig();
  const owner = { name: 'policy.pdf', ownerId: 'firm' };
  const chunks = () => database.db.collection<StoredChunk>('files.chunks');
  /** Documents in each of the three collections. */
  const left = async (): Promise<number[]> => Promise.all(['files.chunks', 'files.files', 'file_records'].map((name) => database.db.collection(name).countDocuments()));

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await openTestDatabase(config);
    await createIndexes(database.db, FILE_INDEXES);
    store = new GridFsFileStore(database, database.ids, new FileRecords(database));
  });
  beforeEach(async () => {
    await Promise.all(['files.chunks', 'files.files', 'file_records'].map((name) => database.db.collection(name).deleteMany({})));
  });
  afterAll(() => dropAndClose(database));

  it.each([1_000, 261_103, 261_104, 261_105, 600_000])('gives back %i bytes as they were', async (bytes) => {
    const content = pdf(bytes);
    const stored = await store.put(streamOf(content), owner);
    expect(stored).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), size: bytes, sha256: createHash('sha256').update(content).digest('hex'), mediaType: 'application/pdf', name: 'policy.pdf' });
    expect((await buffer(await store.open(stored.id))).equals(content)).toBe(true);
  });

  it('takes 20 MiB exactly, and leaves nothing of one byte more', async () => {
    const content = pdf(LARGEST_FILE_BYTES);
    const { id, size } = await store.put(streamOf(content), owner);
    expect(size).toBe(LARGEST_FILE_BYTES);
    expect((await buffer(await store.open(id))).equals(content)).toBe(true);
    await store.remove(id);
    await expect(store.put(streamOf(pdf(LARGEST_FILE_BYTES + 1)), owner)).rejects.toMatchObject({ type: { code: 'FILE_TOO_LARGE', status: 413 } });
    expect(await left()).toEqual([0, 0, 0]);
  }, SLOW_MS);

  it('knows as soon as too much came, not when all did', async () => {
    let given = 0;
    const endless = Readable.from((async function* () {
      for (const head = pdf(); ; given += 65_536) yield given === 0 ? head : Buffer.alloc(65_536, 'a');
    })(), { objectMode: false });
    await expect(store.put(endless, owner)).rejects.toMatchObject({ type: { code: 'FILE_TOO_LARGE' } });
    expect(given).toBeLessThan(LARGEST_FILE_BYTES + 1_000_000);
    expect(endless.destroyed).toBe(true);
  }, SLOW_MS);

  it('leaves nothing of what turns out unsafe at its end, and says so', async () => {
    const unsafe = openXml('docx', [{ name: 'word/media/a.bin', data: randomBytes(700_000) }, { name: 'word/vbaProject.bin', data: 'x' }]);
    await expect(store.put(streamOf(unsafe), { ...owner, name: 'a.docx' })).rejects.toMatchObject({ type: { code: 'FILE_UNSAFE' } });
    await expect(store.put(streamOf(Buffer.alloc(0)), owner)).rejects.toMatchObject({ type: { code: 'FILE_EMPTY' } });
    await expect(store.put(streamOf(pdf()), { ...owner, name: 'a.png' })).rejects.toMatchObject({ type: { code: 'FILE_TYPE_REFUSED' } });
    expect(await left()).toEqual([0, 0, 0]);
  });

  it('leaves nothing of what is cut off in the middle', async () => {
    const cut = Readable.from((async function* () {
      yield pdf(900_000);
      await eventually(async () => expect((await left())[0]).toBeGreaterThan(0));
      throw new Error('The line is dead.');
    })(), { objectMode: false });
    await expect(store.put(cut, owner)).rejects.toMatchObject({ type: { code: 'UPLOAD_CUT_OFF' } });
    expect(await left()).toEqual([0, 0, 0]);
  });

  it('leaves nothing of what is cut off by its deadline, although no time is left to clear up', async () => {
    const request = { id: 'r', traceId: '', spanId: '', sampled: false, deadlineAt: performance.now() + 1_000, principal: null, abortSignal: () => new AbortController().signal, abort: () => undefined } satisfies RequestContext;
    const late = (): Readable => Readable.from((async function* () {
      yield pdf(600_000);
      await eventually(() => performance.now() > request.deadlineAt);
      throw new Problem(PROBLEMS.DEADLINE_EXCEEDED);
    })(), { objectMode: false });
    await runInRequest(request, () => Promise.allSettled(Array.from({ length: 40 }, () => store.put(late(), owner))));
    expect(await left()).toEqual([0, 0, 0]);
  });

  it('has no byte run of the content, and no name, in the raw database', async () => {
    const content = pdf(400_000, 'CANARY-8f3a'.repeat(10));
    await store.put(streamOf(content), { name: 'Ada Lovelace dismissal.pdf', ownerId: 'firm' });
    const raw = await Promise.all(['files.chunks', 'files.files', 'file_records'].map(async (name) => (await database.db.collection(name).find({}, { raw: true }).toArray()) as unknown as Buffer[]));
    const bytes = Buffer.concat(raw.flat());
    expect(bytes.length).toBeGreaterThan(400_000);
    const probes = [Buffer.from('CANARY-8f3a'), Buffer.from('Lovelace'), Buffer.from('%PDF'), ...Array.from({ length: 40 }, (_, place) => content.subarray(place * 10_000, place * 10_000 + 16))];
    expect(probes.filter((probe) => bytes.includes(probe))).toEqual([]);
  });

  it('takes 50 at once, or says that it is overloaded; none is lost half-way', async () => {
    const contents = Array.from({ length: 60 }, () => pdf(300_000));
    const outcomes = await Promise.allSettled(contents.map((content) => store.put(streamOf(content), owner)));
    const stored = outcomes.flatMap((outcome, place) => (outcome.status === 'fulfilled' ? [[outcome.value.id, place] as const] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { type: { code: string } }).type.code] : []));
    expect([stored.length, refused]).toEqual([50, Array.from({ length: 10 }, () => 'OVERLOADED')]);
    expect(await left()).toEqual([100, 50, 50]);
    for (const [id, place] of stored) expect((await buffer(await store.open(id))).equals(contents[place] as Buffer)).toBe(true);
  }, SLOW_MS);

  it('lets who goes away while he waits go, and ends no process for it', async () => {
    const stuck = Array.from({ length: 20 }, () => new Readable({ read: () => undefined }));
    const running = stuck.map((content) => store.put(content, owner).catch((error: unknown) => error));
    const waiting = new Readable({ read: () => undefined });
    const waits = store.put(waiting, owner).catch((error: unknown) => error);
    await nextTurn();
    waiting.destroy(new Error('gone'));
    expect(await waits).toMatchObject({ message: 'gone' });
    for (const content of stuck) content.destroy(new Error('gone'));
    await Promise.all(running);
    expect(await store.put(streamOf(pdf()), owner)).toMatchObject({ mediaType: 'application/pdf' });
  });

  it('removes a file; one that is gone is gone', async () => {
    const { id } = await store.put(streamOf(pdf()), owner);
    await store.remove(id);
    await store.remove(id);
    expect(await left()).toEqual([0, 0, 0]);
    await expect(store.open(id)).rejects.toMatchObject({ type: { code: 'NOT_FOUND' } });
  });

  it('keeps a file under the id that its caller has made, and one file an id', async () => {
    const id = database.ids.next();
    const content = pdf(300_000);
    expect((await store.put(streamOf(content), { ...owner, id })).id).toBe(id);
    await expect(store.put(streamOf(pdf()), { ...owner, id })).rejects.toMatchObject({ type: { code: 'ALREADY_EXISTS' } });
    expect((await buffer(await store.open(id))).equals(content)).toBe(true);
  });

  it('stops reading when its reader does', async () => {
    const { id } = await store.put(streamOf(pdf(5_000_000)), owner);
    const reading = await store.open(id);
    reading.once('data', () => reading.destroy());
    await eventually(() => reading.closed);
    expect(reading.errored).toBeNull();
  });

  describe('finds stored bytes that were', () => {
    let id: string;
    const flip = async (filter: object): Promise<void> => {
      const chunk = (await chunks().findOne({ files_id: id, ...filter })) as StoredChunk;
      const data = Buffer.from(chunk.data.buffer);
      data[1_000] = (data[1_000] as number) ^ 1;
      await chunks().updateOne({ files_id: id, n: chunk.n }, { $set: { data } as never });
    };
    const failure = async (): Promise<string> => buffer(await store.open(id)).then(() => 'read', (error: unknown) => String(error));

    beforeEach(async () => {
      id = (await store.put(streamOf(pdf(900_000)), owner)).id;
      expect(await failure()).toBe('read');
    });

    it.each([
      ['changed', () => flip({ n: 2 }), 'Segment 2 was changed'],
      ['swapped', async () => {
        await chunks().updateOne({ files_id: id, n: 1 }, { $set: { n: 99 } });
        await chunks().updateOne({ files_id: id, n: 0 }, { $set: { n: 1 } });
        await chunks().updateOne({ files_id: id, n: 99 }, { $set: { n: 0 } });
      }, 'Segment 0 was changed'],
      ['left out', () => chunks().deleteOne({ files_id: id, n: 1 }), 'Segment 1 was changed'],
      ['cut off', () => chunks().deleteOne({ files_id: id, n: 3 }), 'Segment 2 was changed'],
      ['taken away', () => chunks().deleteMany({ files_id: id }), '0 bytes are stored where 900000 are recorded'],
      ['put in from another file', async () => {
        const other = await store.put(streamOf(pdf(900_000)), owner);
        const { data } = (await chunks().findOne({ files_id: other.id, n: 1 })) as StoredChunk;
        await chunks().updateOne({ files_id: id, n: 1 }, { $set: { data } });
      }, 'Segment 1 was changed'],
    ])('%s', async (_what, damage, message) => {
      await damage();
      expect(await failure()).toContain(message);
    });

    it('recorded with another size', async () => {
      await database.db.collection('file_records').updateOne({}, { $set: { size: 899_999 } });
      expect(await failure()).toContain('900000 bytes are stored where 899999 are recorded');
    });

    it('given the key of another file', async () => {
      const other = await store.put(streamOf(pdf(900_000)), owner);
      const record = await database.db.collection<{ _id: string; dataKey: mongo.Binary }>('file_records').findOne({ _id: other.id });
      await database.db.collection<{ _id: string }>('file_records').updateOne({ _id: id }, { $set: { dataKey: record?.dataKey } });
      await expect(store.open(id)).rejects.toThrow(`The value at file_records|dataKey|${id} was changed or belongs elsewhere.`);
    });

    it('sealed under a data key that is gone', async () => {
      const other = await openTestDatabase(testConfig({ MONGODB_URI: config.get('MONGODB_URI') }));
      const strange = new GridFsFileStore(other, other.ids, new FileRecords(other));
      await expect(strange.open(id)).rejects.toThrow('The value at');
      await other.close();
    });
  });

  describe('the sweeper', () => {
    class Later extends Clock {
      override now(): Date {
        return new Date(Date.now() + 2 * HOUR_MS);
      }
    }
    const sweep = (clock: Clock) => new SweepFiles(clock, new FileRecords(database), store).run({}, { attempt: 1, signal: new AbortController().signal });

    it('removes what a crash has left of uploads and removals, once it is old, and nothing else', async () => {
      const kept = await store.put(streamOf(pdf()), owner);
      const cut = await store.put(streamOf(pdf(600_000)), owner);
      const halfRemoved = await store.put(streamOf(pdf(600_000)), owner);
      const records = database.db.collection<{ _id: string }>('file_records');
      await records.updateOne({ _id: cut.id }, { $set: { state: 'receiving' } });
      await records.updateOne({ _id: halfRemoved.id }, { $set: { state: 'removed' } });
      await sweep(new SystemClock());
      expect(await left()).toEqual([7, 3, 3]);
      await sweep(new Later());
      expect(await left()).toEqual([1, 1, 1]);
      expect((await buffer(await store.open(kept.id))).length).toBe(2_000);
    });

    it('finds them by an index', async () => {
      const plan = await database.db.collection('file_records').find({ state: { $in: ['receiving', 'removed'] }, startedAt: { $lt: new Date() } }).sort({ startedAt: 1 }).explain();
      expect(JSON.stringify((plan['queryPlanner'] as Record<string, unknown>)['winningPlan'])).toContain('file_records_left_behind');
    });
  });
});
