import { pause, retryUntil } from '@plumbline/database';
import type { AgendaBackend, JobParameters, JobRepository } from 'agenda';
import type { Job } from '../job.js';
import type { StateLog } from '../state-log.js';
import type { Claims } from './claims.js';
import { jobRuns } from './job-metrics.js';
import type { Claim, JobStore, Outcome } from './job-store.js';
import type { Running } from './running.js';

const RETRY_MS = 500;
/** agenda judges leases by this process's clock and cannot tell whose they are; ours are the store's, so to agenda none ever ends. */
const NEVER = new Date(8_640_000_000_000_000);

const unused = (): Promise<never> => Promise.reject(new Error('The queue is not asked this through agenda.'));

/** How a run ended, as agenda leaves it and as it is stored. */
function outcomeOf(running: Running, { nextRunAt, failCount, failReason }: JobParameters): Outcome {
  const { claim, reason = failReason === undefined ? undefined : 'The queue itself failed.' } = running;
  const counted = claim.everyMs === undefined || reason !== undefined ? (failCount ?? 0) : 0;
  if (running.wasCut) return { kind: 'again', at: new Date(), attempts: claim.attempts - 1 };
  if (reason === undefined) return nextRunAt === null ? { kind: 'done' } : { kind: 'again', at: nextRunAt, attempts: counted };
  return nextRunAt === null ? { kind: 'dead', reason } : { kind: 'again', at: nextRunAt, attempts: counted, reason };
}

function labelOf(outcome: Outcome): string {
  if (outcome.kind !== 'again') return outcome.kind;
  return outcome.reason === undefined ? 'done' : 'failed';
}

/**
 * Agenda's port for storage, on our own store: claims are fenced, keys unique, and the database is asked for jobs of those names
 * only of which some are due (docs/adr/0014). Nothing of it rejects that agenda calls without waiting.
 */
export class AgendaRepository implements JobRepository, AgendaBackend {
  readonly name = 'Plumbline';
  readonly ownsConnection = false;
  readonly repository = this;
  readonly #due = new Set<string>();
  readonly #asking = new Set<string>();
  readonly #ending = new AbortController();
  readonly #closing = new AbortController();

  constructor(
    private readonly store: JobStore,
    private readonly jobs: ReadonlyMap<string, Job>,
    private readonly claims: Claims,
    private readonly state: StateLog,
  ) {}

  readonly queryJobs = unused;
  readonly getJobsOverview = unused;
  readonly getDistinctJobNames = unused;
  readonly getJobById = unused;
  readonly getQueueSize = unused;
  readonly removeJobs = unused;
  readonly saveJob = unused;
  readonly lockJob = unused;
  readonly disableJobs = unused;
  readonly enableJobs = unused;
  readonly purgeAllJobs = unused;

  /** Nothing to do: the connection is the process's own, and agenda would take no refusal. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /** Takes no more jobs. */
  close(): void {
    this.#closing.abort();
  }

  /** Writes down nothing more: the database goes. */
  end(): void {
    this.#ending.abort();
  }

  /** A job of this name is due now. */
  expect(name: string): void {
    this.#due.add(name);
  }

  async getNextJobToRun(name: string): Promise<JobParameters | undefined> {
    // Agenda asks for every name and in every round, however long an answer takes: while the database is away, questions would pile up in the pool.
    if (!this.#due.has(name) || this.#asking.has(name) || this.#isClosed()) return undefined;
    this.#asking.add(name);
    try {
      const claim = await this.#claim(name);
      this.state.works();
      if (claim === undefined) return undefined;
      this.claims.add(claim);
      if (!this.#isClosed()) return parametersOf(claim);
      await this.#release(claim._id);
      return undefined;
    } finally {
      this.#asking.delete(name);
    }
  }

  /** Called before a run, which the claim has written down already, and after it. */
  async saveJobState(job: JobParameters): Promise<void> {
    const running = this.claims.get(job._id ?? '');
    if (job.lockedAt !== undefined || running === undefined) return;
    // Agenda's own watch would take a job without a lock for a lost one while its outcome is being written.
    job.lockedAt = NEVER;
    const outcome = outcomeOf(running, job);
    jobRuns.inc({ name: job.name, outcome: running.wasCut ? 'cut' : labelOf(outcome) });
    await this.#write(running, outcome);
    this.claims.remove(running.claim._id);
  }

  async unlockJob(job: JobParameters): Promise<void> {
    await this.#release(job._id ?? '');
  }

  async unlockJobs(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#release(id)));
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** One whose every attempt ended with the process that ran it is not given another process to end. */
  async #claim(name: string): Promise<Claim | undefined> {
    for (;;) {
      const claim = await this.store.claim(name);
      if (claim === undefined) this.#due.delete(name);
      if (claim === undefined || claim.everyMs !== undefined || claim.attempts <= (this.jobs.get(name)?.attempts ?? Infinity)) return claim;
      await this.store.finish(claim, { kind: 'dead', reason: 'It never came to an end: the process ended each time, or lost the job.' });
      jobRuns.inc({ name, outcome: 'dead' });
    }
  }

  /** Tries as long as the job is ours: what was done and is not written down would be done again. */
  async #write({ claim, signal }: Running, outcome: Outcome): Promise<void> {
    const given = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(this.store.leaseMs), ...(signal.aborted ? [] : [signal])]);
    await retryUntil(given, RETRY_MS, async () => {
      await this.store.finish(claim, outcome);
    }, (error) => this.state.failed(error));
  }

  /** Gives back what was never begun. */
  async #release(id: string): Promise<void> {
    const running = this.claims.get(id);
    if (running === undefined) return;
    await this.store.finish(running.claim, { kind: 'again', at: new Date(), attempts: running.claim.attempts - 1 }).catch((error: unknown) => this.state.failed(error));
    this.claims.remove(id);
  }
}

/** Waits until nothing runs. @returns whether that was so within `limitMs`. */
export async function settled(claims: Claims, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  const never = new AbortController().signal;
  while (claims.size > 0 && performance.now() < deadline) await pause(20, never);
  return claims.size === 0;
}

function parametersOf({ _id, name, data, attempts, everyMs }: Claim): JobParameters {
  const common: JobParameters = { _id: _id as NonNullable<JobParameters['_id']>, name, data, priority: 0, type: 'normal', nextRunAt: new Date(), lockedAt: NEVER, failCount: attempts - 1 };
  return (everyMs === undefined ? common : { ...common, repeatInterval: everyMs });
}
