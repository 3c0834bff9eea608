import type { DeadJobs } from '../data/dead-jobs.repository.js';
import type { JobData } from '../job.js';
import { Jobs } from '../jobs.js';
import type { JobRegistry } from '../job-registry.js';
import type { JobRunner } from './job-runner.js';
import type { JobStore, NewJob } from './job-store.js';

/** Jobs are stored, and begin at once where this process runs them itself. */
export class DurableJobs extends Jobs {
  #runner: JobRunner | undefined;

  constructor(
    private readonly store: JobStore,
    private readonly registry: JobRegistry,
  ) {
    super();
  }

  override async enqueue(name: string, data: JobData, options: { readonly key?: string; readonly at?: Date } = {}): Promise<void> {
    await this.enqueueAll([{ name, data, ...options }]);
  }

  /** Stores many at once. @throws as `enqueue`. */
  async enqueueAll(jobs: readonly NewJob[]): Promise<void> {
    const names = new Set(jobs.map(({ name }) => name));
    for (const name of names) if (!this.registry.jobs.has(name)) throw new Error(`There is no job \`${name}\`.`);
    await this.store.add(jobs);
    this.#runner?.nudge(names);
  }

  /** Tells `runner` of each job from now on. */
  runBy(runner: JobRunner): void {
    this.#runner = runner;
  }

  /** Runs a dead letter again. @throws Problem as `DeadJobs.revive`. */
  async rerun(dead: DeadJobs, id: string): Promise<void> {
    const name = await dead.revive(id, (known) => this.registry.jobs.has(known));
    this.#runner?.nudge([name]);
  }
}
