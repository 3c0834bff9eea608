// `npm run conformance -- stripe [--short]`: the emulator against Stripe's published document and against stripe-mock.
import { parseArgs } from 'node:util';
import { Comparison } from './comparison.ts';
import { compareRefusals } from './refusals.ts';
import { reportOf } from './report.ts';
import { PARTS, unlistedRoutes } from './scenario.ts';
import { startEmulator, startStripeMock, type Started } from './servers.ts';

const PROGRESS_EVERY_MS = 2_000;
const { values } = parseArgs({ options: { 'stripe-mock': { type: 'string' }, short: { type: 'boolean', default: false } } });

/** Tells from time to time what is being compared, on standard error: the report itself may go into a file. */
function progress(): { note: (what: string) => void; end: () => void } {
  let doing = '';
  const started = Date.now();
  const timer = setInterval(() => process.stderr.write(`... ${doing} (${Math.round((Date.now() - started) / 1000)} s)\n`), PROGRESS_EVERY_MS);
  return { note: (what) => void (doing = what), end: () => clearInterval(timer) };
}

async function main(): Promise<number> {
  const servers: Started[] = [];
  const { note, end } = progress();
  try {
    note('starting the emulator');
    const emulator = await startEmulator();
    servers.push(emulator);
    const binary = values['stripe-mock'];
    note('starting stripe-mock');
    const stripeMock = binary === undefined ? undefined : await startStripeMock(binary);
    if (stripeMock) servers.push(stripeMock);
    else process.stdout.write('stripe-mock is not there: answers are held against the committed schemas only.\n');

    const faults = unlistedRoutes().map((route) => `${route} is a route of the emulator and not in conformance/operations.ts`);
    const comparison = new Comparison(emulator.address, stripeMock?.address);
    for (const [name, call] of PARTS) {
      note(name);
      await call(comparison).catch((error: unknown) => faults.push(`the calls of ${name} ended early: ${error instanceof Error ? error.message : 'unknown'}`));
    }
    await compareRefusals(comparison, stripeMock?.address, values.short, (operation) => note(`refusals of ${operation}`));
    const report = reportOf(comparison, faults, stripeMock !== undefined && !values.short);
    process.stdout.write(report.text);
    return report.ok ? 0 : 1;
  } finally {
    end();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

process.exitCode = await main();
