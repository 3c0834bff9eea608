import { metricsRegistry } from '@plumbline/observability';
import { Counter, Gauge } from 'prom-client';

/** Runs of jobs: `done`, `failed` (it is tried again), `dead`, `cut` (the process ended or lost the job; it is run again). */
export const jobRuns = new Counter({ name: 'plumbline_jobs_total', help: 'Runs of jobs by name and outcome: done, failed (tried again), dead (attempts used up), cut (process ended; run again).', labelNames: ['name', 'outcome'], registers: [metricsRegistry] });

/** Counted by each process that runs jobs, every 20 s, up to 10,000. */
export const deadJobs = new Gauge({ name: 'plumbline_jobs_dead', help: 'Dead letters that an admin may run again, counted up to 10000.', registers: [metricsRegistry] });
