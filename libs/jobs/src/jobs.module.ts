import { type DynamicModule, Global, Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Config } from '@plumbline/config';
import { Database, pause } from '@plumbline/database';
import { BackgroundLoops } from './background-loops.js';
import { DeadJobs } from './data/dead-jobs.repository.js';
import { DeadJobsController } from './http/dead-jobs.controller.js';
import { JobRegistry } from './job-registry.js';
import { Jobs } from './jobs.js';
import { Handover } from './outbox/handover.js';
import { OutboxRelay } from './outbox/relay.js';
import { DurableJobs } from './queue/durable-jobs.js';
import { JobRunner } from './queue/job-runner.js';
import { JobStore } from './queue/job-store.js';

/** A database that answers nothing must not hold up the end; Nest gives all modules 5 s. */
const STOP_WITHIN_MS = 4_500;

const RUNS = Symbol('whether this program runs jobs');

/** Durable jobs and the relay of events. Where `ROLE` is `all` or `worker` both run; everywhere jobs may be handed in. */
@Global()
@Module({})
export class JobsModule implements OnApplicationBootstrap, OnModuleDestroy {
  #stop: () => Promise<void> = () => Promise.resolve();

  constructor(
    @Inject(RUNS) private readonly runs: boolean,
    private readonly config: Config,
    private readonly database: Database,
    private readonly registry: JobRegistry,
    private readonly store: JobStore,
    private readonly jobs: DurableJobs,
  ) {}

  /** @param options.runs false: a program of the command line, which hands in jobs and runs none. */
  static forRoot({ runs = true }: { readonly runs?: boolean } = {}): DynamicModule {
    return {
      module: JobsModule,
      imports: [DiscoveryModule],
      controllers: runs ? [DeadJobsController] : [],
      providers: [
        { provide: RUNS, useValue: runs },
        { provide: JobStore, inject: [Database], useFactory: (database: Database) => new JobStore(database) },
        { provide: DurableJobs, inject: [JobStore, JobRegistry], useFactory: (store: JobStore, registry: JobRegistry) => new DurableJobs(store, registry) },
        { provide: Jobs, useExisting: DurableJobs },
        JobRegistry,
        DeadJobs,
      ],
      exports: [Jobs],
    };
  }

  onApplicationBootstrap(): void {
    const { jobs, sinks, handlers, loops: found } = this.registry;
    if (!this.runs || this.config.get('ROLE') === 'api') return;
    const runner = new JobRunner(this.store, jobs);
    const relay = new OutboxRelay(this.database, new Handover(sinks, handlers, (added) => this.jobs.enqueueAll(added)));
    const loops = new BackgroundLoops(found);
    this.jobs.runBy(runner);
    void runner.start();
    relay.start();
    loops.start();
    this.#stop = () => within(STOP_WITHIN_MS, Promise.all([runner.stop(), relay.stop(), loops.stop()]));
  }

  /** Behind the last request, before the database is closed; a module that jobs use must close behind this: in `beforeApplicationShutdown`. */
  onModuleDestroy(): Promise<void> {
    return this.#stop();
  }
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, pause(limitMs, done.signal)]);
  done.abort();
}
