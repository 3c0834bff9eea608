import { DiscoveryService } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '@plumbline/config';
import { Database } from '@plumbline/database';
import { BackgroundLoop, Job } from '@plumbline/jobs';
import { startMetricsServer } from '@plumbline/observability';
import { createApplication } from '../../apps/api/src/application.js';

const LOOK_MS = 5;
const EVENTS = 'The worker of Stripe\'s events';

/** What the benchmark asks for over the control channel: the events that were taken in have their effects; some jobs run once. */
type Task = { readonly apply: true } | { readonly jobs: readonly string[] };

/** What runs in the background, found as the application itself finds it. */
function background(app: NestFastifyApplication): readonly (Job | BackgroundLoop)[] {
  const found = app.get(DiscoveryService, { strict: false }).getProviders().map(({ instance }): unknown => instance);
  return found.filter((instance) => instance instanceof Job || instance instanceof BackgroundLoop);
}

async function apply(app: NestFastifyApplication): Promise<void> {
  const worker = background(app).find((one) => one instanceof BackgroundLoop && one.title === EVENTS) as BackgroundLoop | undefined;
  if (worker === undefined) throw new Error(`There is no loop "${EVENTS}".`);
  const events = app.get(Database).db.collection('stripe_events');
  const stop = new AbortController();
  const running = worker.run(stop.signal);
  while ((await events.findOne({ dueAt: { $exists: true } }, { projection: { _id: 1 } })) !== null) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  stop.abort();
  await running;
}

async function runJobs(app: NestFastifyApplication, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const job = background(app).find((one) => one instanceof Job && one.name === name) as Job | undefined;
    if (job === undefined) throw new Error(`There is no job ${name}.`);
    await job.run({}, { attempt: 1, signal: new AbortController().signal });
  }
}

/** Does what is asked for, and tells how long it took and what CPU this process needed for it. */
async function perform(app: NestFastifyApplication, task: Task): Promise<{ readonly ms: number; readonly cpuMicros: number }> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await ('apply' in task ? apply(app) : runJobs(app, task.jobs));
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - begun, cpuMicros: user + system };
}

/** The real application as serve.ts puts it together, ROLE and all; says its port, then does what the control channel asks. */
async function main(): Promise<void> {
  const config = loadConfig();
  const { app } = await createApplication(config);
  if (config.metricsPort !== undefined) await startMetricsServer(config.metricsPort, config.get('HOST'));
  process.on('message', (message: 'usage' | Task) => {
    const { user, system } = process.cpuUsage();
    if (message === 'usage') process.send?.({ usage: { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() } });
    else void perform(app, message).then((done) => process.send?.({ done }), (error: unknown) => process.send?.({ failed: String(error) }));
  });
  process.on('disconnect', () => process.exit(0));
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send?.({ port: Number(new URL(await app.getUrl()).port) });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
