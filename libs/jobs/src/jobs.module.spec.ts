import { afterEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Injectable, Logger, Module } from '@nestjs/common';
import { type DiscoveryService, NestFactory } from '@nestjs/core';
import { ConfigModule } from '@plumbline/config';
import { closeDatabase, createIndexes, Database, DatabaseModule, defineSchema, EVERYTHING, type Filter, Repository, type Stored, unrelayedIndex } from '@plumbline/database';
import { eventually } from '../../../test/fixtures/eventually.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { JOBS_INDEXES } from './data/indexes.js';
import type { StoredJob } from './data/stored-job.js';
import { DeadJobsController } from './http/dead-jobs.controller.js';
import { EventHandler, EventSink, Job, Jobs, JobsModule, type RelayedEvent } from './index.js';
import { JobRegistry } from './job-registry.js';

interface Note extends Stored {
  readonly text: string;
}

@Injectable()
class Notes extends Repository<Note, never> {
  constructor(database: Database) {
    super(database, 'notes', defineSchema<Note>({ text: { type: String, required: true } }));
  }

  protected override scopeFilter(): Filter<Note> {
    return { _id: '' };
  }
}

@Injectable()
class Keep extends EventSink {
  readonly kept: RelayedEvent[] = [];

  override append(events: readonly RelayedEvent[]): Promise<void> {
    this.kept.push(...events);
    return Promise.resolve();
  }
}

@Injectable()
class Greet extends EventHandler {
  override readonly name = 'notes.greet';
  override readonly types = ['note.made'];
  readonly greeted: RelayedEvent[] = [];

  override handle(event: RelayedEvent): Promise<void> {
    this.greeted.push(event);
    return Promise.resolve();
  }
}

@Injectable()
class Count extends Job<{ readonly noteId: string }> {
  override readonly name = 'notes.count';
  readonly counted: string[] = [];

  override run({ noteId }: { readonly noteId: string }): Promise<void> {
    this.counted.push(noteId);
    return Promise.resolve();
  }
}

@Module({ providers: [Notes, Keep, Greet, Count] })
class NotesModule {}

Logger.overrideLogger(false);
const started: INestApplicationContext[] = [];

async function start(role: string, runs = true): Promise<INestApplicationContext> {
  @Module({ imports: [ConfigModule.forRoot(testConfig({ ROLE: role })), DatabaseModule.forRoot(), JobsModule.forRoot({ runs }), NotesModule] })
  class Application {}
  const app = await NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
  started.push(app);
  await createIndexes(app.get(Database).db, [unrelayedIndex('notes'), ...JOBS_INDEXES]);
  return app;
}

afterEach(async () => {
  for (const app of started.splice(0)) {
    await app.close();
    await app.get(Database).db.dropDatabase();
    await closeDatabase(app);
  }
});

describe('the module', () => {
  it.each(['all', 'worker'])('finds sinks, handlers and jobs, and works where ROLE is %s', async (role) => {
    const app = await start(role);
    const id = await app.get(Notes, { strict: false }).insert(EVERYTHING, { text: 'a' }, [{ type: 'note.made', data: { n: 1 } }]);
    await app.get(Jobs).enqueue('notes.count', { noteId: id });
    await eventually(() => app.get(Greet, { strict: false }).greeted.length === 1);
    await eventually(() => app.get(Count, { strict: false }).counted.length === 1);
    const [kept] = app.get(Keep, { strict: false }).kept;
    expect(kept).toMatchObject({ id: `notes:${id}:1:0`, type: 'note.made', objectId: id });
    expect(app.get(Greet, { strict: false }).greeted).toEqual([kept]);
    expect(app.get(Count, { strict: false }).counted).toEqual([id]);
  });

  it.each([['api', true], ['all', false]])('takes jobs and runs none where ROLE is %s and it runs: %s', async (role, runs) => {
    const app = await start(role, runs);
    const id = await app.get(Notes, { strict: false }).insert(EVERYTHING, { text: 'a' }, [{ type: 'note.made', data: {} }]);
    await app.get(Jobs).enqueue('notes.count', { noteId: id });
    const { db } = app.get(Database);
    expect(await db.collection('jobs').find().toArray()).toMatchObject([{ name: 'notes.count', attempts: 0, data: { noteId: id } }]);
    expect(await db.collection('leases').countDocuments()).toBe(0);
    expect(app.get(Count, { strict: false }).counted).toEqual([]);
  });

  it('shows dead letters page by page, the latest first, and what they are about', async () => {
    const app = await start('api');
    const jobs = app.get(Database).db.collection<StoredJob>('jobs');
    const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
    const event = { id: 'notes:n1:1:0', at: at(1), data: { n: 1 } };
    await jobs.insertMany([1, 2, 3].map((day) => ({ _id: `j${day}`, v: 9, name: 'notes.greet', data: event, enqueuedAt: at(1), attempts: 10, diedAt: at(day), lastFailure: { at: at(day), reason: 'No paper.' } })));
    await jobs.insertOne({ _id: 'alive', v: 1, name: 'notes.greet', data: event, enqueuedAt: at(1), dueAt: at(1), attempts: 0 });
    const controller = app.get(DeadJobsController, { strict: false });
    const first = await controller.list({ limit: 2 });
    expect(first.items[0]).toEqual({ id: 'j3', name: 'notes.greet', attempts: 10, enqueuedAt: '2026-01-01T00:00:00.000Z', failedAt: '2026-01-03T00:00:00.000Z', reason: 'No paper.', subject: { id: 'notes:n1:1:0', at: '2026-01-01T00:00:00.000Z' } });
    const second = await controller.list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['j3', 'j2', 'j1']);
    expect(second.nextCursor).toBeNull();
  });

  it('does not start with two jobs of one name', () => {
    const registry = new JobRegistry({ getProviders: () => [{ instance: new Count() }, { instance: new Count() }] } as unknown as DiscoveryService);
    expect(() => registry.jobs).toThrow('Two jobs have the name `notes.count`');
  });
});
