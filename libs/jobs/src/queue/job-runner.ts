import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import { pause, retryUntil } from '@plumbline/database';
import type { Agenda, InMemoryNotificationChannel, Job as AgendaJob, JobParameters } from 'agenda';
import { Hopeless, type Job } from '../job.js';
import { StateLog } from '../state-log.js';
import { AgendaRepository, settled } from './agenda-repository.js';
import { Claims } from './claims.js';
import { deadJobs } from './job-metrics.js';
import type { JobStore } from './job-store.js';

/** How often the database is asked which jobs are due, in one question for all names; those that this process stores begin at once. */
const LOOK_EVERY_MS = 200;
/** Agenda's own round, in which it has nothing to find. A number: agenda misreads words. */
const ROUND_MS = 1_000;
/** Jobs of one name, and of all names, that one process runs at a time. */
const AT_A_TIME = 5;
const AT_A_TIME_IN_ALL = 20;
/** Of agenda's own watch, which has nothing to find; only its timer outlives a run, by half of this. */
const WATCH_MS = 1_000;
const COUNT_EVERY_MS = 20_000;
const MOST_COUNTED = 10_000;
const RETRY_MS = 500;
/** After the end was announced: first jobs may finish by themselves, then they are told to end. Nest gives all modules 5 s. */
const FINISH_MS = 2_000;
const CUT_MS = 2_000;

/** Runs jobs by agenda, from `start` to `stop`, whatever the database does meanwhile. */
export class JobRunner {
  readonly #logger = new Logger('Jobs');
  readonly #state = new StateLog(this.#logger, 'The job queue');
  readonly #stop = new AbortController();
  readonly #claims: Claims;
  readonly #repository: AgendaRepository;
  /** A job that is begun because a request stored it must not believe that it belongs to that request. */
  readonly #outsideOfRequests = AsyncLocalStorage.snapshot();
  #agenda: Agenda | undefined;
  #channel: InMemoryNotificationChannel | undefined;
  #starting: Promise<void> = Promise.resolve();
  #upkeep: Promise<unknown> = Promise.resolve();

  /** @param jobs by name. */
  constructor(
    private readonly store: JobStore,
    private readonly jobs: ReadonlyMap<string, Job>,
  ) {
    this.#claims = new Claims(store, this.#state);
    this.#repository = new AgendaRepository(store, jobs, this.#claims, this.#state);
  }

  /** Begins; the database may come later. */
  start(): Promise<void> {
    this.#starting = this.#start().catch((error: unknown) => this.#logger.error({ err: error }, 'No job can be run by this process.'));
    return this.#starting;
  }

  /** Jobs of these names were stored, and are due. */
  nudge(names: Iterable<string>): void {
    for (const name of names) {
      this.#repository.expect(name);
      this.#look(name);
    }
  }

  /** Takes no more jobs and waits for those that run; after 2 s they are told to end, after 4 s they are left to whoever finds their lease over. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#repository.close();
    await this.#starting;
    await this.#agenda?.stop(false);
    if (!(await settled(this.#claims, FINISH_MS))) {
      this.#claims.cutAll('The process ends.');
      if (!(await settled(this.#claims, CUT_MS))) this.#logger.warn(`${this.#claims.size} jobs did not end in time; they are run again.`);
    }
    this.#repository.end();
    await this.#claims.close();
    await this.#upkeep;
  }

  async #start(): Promise<void> {
    // Loaded when it is needed: a process that runs no jobs does not pay for it, and no start waits for it.
    const { Agenda, InMemoryNotificationChannel } = await import('agenda');
    if (this.#stop.signal.aborted) return;
    this.#channel = new InMemoryNotificationChannel();
    const limits = { defaultConcurrency: AT_A_TIME, defaultLockLimit: AT_A_TIME, maxConcurrency: AT_A_TIME_IN_ALL, lockLimit: AT_A_TIME_IN_ALL, defaultLockLifetime: WATCH_MS };
    this.#agenda = new Agenda({ backend: this.#repository, notificationChannel: this.#channel, processEvery: ROUND_MS, ...limits });
    for (const job of this.jobs.values()) this.#define(this.#agenda, job);
    this.#agenda.on('error', (error: unknown) => this.#state.failed(error));
    // A place is free: agenda itself would look for the next job only in its next round.
    this.#agenda.on('complete', (job: AgendaJob) => setImmediate(() => this.#look(job.attrs.name)));
    await this.#agenda.start();
    this.#upkeep = Promise.all([this.#scheduleRecurring(), this.#watch(), this.#count()]);
  }

  #define(agenda: Agenda, job: Job): void {
    const backoff = ({ attempt, error }: { readonly attempt: number; readonly error: Error }): number | null => {
      if (job.everyMs !== undefined) return Math.min(job.delayMs(attempt), job.everyMs);
      return error instanceof Hopeless || attempt >= job.attempts ? null : job.delayMs(attempt);
    };
    agenda.define(job.name, ({ attrs }: AgendaJob) => this.#run(job, attrs), { backoff });
  }

  async #run(job: Job, { _id: id = '' as NonNullable<JobParameters['_id']> }: JobParameters): Promise<void> {
    const running = this.#claims.get(id);
    if (running === undefined) throw new Error(`The job ${id} is not ours.`);
    const { data, attempts } = running.claim;
    try {
      await job.run(data as never, { attempt: attempts, signal: running.signal });
    } catch (error) {
      running.fail(error);
      if (!running.wasCut) this.#tell(job, id, attempts, running.reason ?? '', error);
      throw error instanceof Error ? error : new Error('It failed.');
    }
  }

  #tell(job: Job, id: string, attempts: number, reason: string, error: unknown): void {
    const isLast = job.everyMs === undefined && (error instanceof Hopeless || attempts >= job.attempts);
    const message = `Job ${job.name} ${id} failed at attempt ${attempts}${isLast ? ' and is a dead letter' : ''}: ${reason}`;
    if (isLast) this.#logger.error({ err: error }, message);
    else this.#logger.warn({ err: error }, message);
  }

  #look(jobName: string): void {
    const notification = { jobName, jobId: '' as never, nextRunAt: null, priority: 0, timestamp: new Date() };
    if (this.#channel?.state === 'connected') this.#outsideOfRequests(() => void this.#channel?.publish(notification).catch((error: unknown) => this.#state.failed(error)));
  }

  async #scheduleRecurring(): Promise<void> {
    for (const { name, everyMs } of this.jobs.values()) {
      if (everyMs !== undefined) await retryUntil(this.#stop.signal, RETRY_MS, () => this.store.schedule({ name, everyMs }), (error) => this.#state.failed(error));
    }
  }

  async #watch(): Promise<void> {
    const names = [...this.jobs.keys()];
    while (!this.#stop.signal.aborted) {
      try {
        this.nudge(await this.store.due(names));
        this.#state.works();
      } catch (error) {
        this.#state.failed(error);
      }
      await pause(LOOK_EVERY_MS, this.#stop.signal);
    }
  }

  async #count(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        deadJobs.set(await this.store.dead(MOST_COUNTED));
      } catch (error) {
        this.#state.failed(error);
      }
      await pause(COUNT_EVERY_MS, this.#stop.signal);
    }
  }
}
