import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npm } from './bootstrap/npm.mjs';
import { lastLines, run } from './child.mjs';
import { ROOT } from './folders.mjs';
import { resolveMongod } from './mongod/resolve.mjs';
import { step } from './progress.mjs';
import { block, readable } from './sentence.mjs';
import { onLauncherGone, onStopSignal } from './signals.mjs';
import { NOTHING, honest, jestCount, oneCheck, plainLine, sum, tapCount } from './test-results.mjs';

/** @typedef {import('./test-results.mjs').Count} Count */
/** @typedef {{ name: string, limitMs: number, start: (report: string, options: Parameters<typeof run>[2]) => ReturnType<typeof run>, count: (ok: boolean, report: string) => Count }} Stage */

const MINUTE = 60_000;

/** @type {readonly Stage[]} */
const STAGES = [
  { name: 'lint', limitMs: 5 * MINUTE, start: (_report, options) => npm(['run', '--silent', 'lint'], options), count: oneCheck },
  { name: 'types', limitMs: 5 * MINUTE, start: (_report, options) => npm(['run', '--silent', 'types'], options), count: oneCheck },
  {
    name: 'tools',
    limitMs: 5 * MINUTE,
    start: (report, options) => run(process.execPath, ['--test', '--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${report}`, 'tools/**/*.test.mjs'], options),
    count: (_ok, report) => tapCount(readFileSync(report, 'utf8')),
  },
  jestStage('unit', 30 * MINUTE),
  // The end-to-end tests run the built program.
  { name: 'build', limitMs: 5 * MINUTE, start: (_report, options) => npm(['run', '--silent', 'build'], options), count: oneCheck },
  jestStage('e2e', 45 * MINUTE),
];

/**
 * @param {string} name
 * @param {number} limitMs
 * @returns {Stage}
 */
function jestStage(name, limitMs) {
  return {
    name,
    limitMs,
    start: (report, options) => npm(['run', '--silent', `test:${name}`, '--', '--json', `--outputFile=${report}`], options),
    count: (_ok, report) => jestCount(report),
  };
}

/**
 * `npm test`: every stage, also when an earlier one failed, and one plain line at the end.
 * @param {readonly string[]} args names of stages; none for all
 */
export async function main(args) {
  const counts = /** @type {Count[]} */ ([]);
  const interrupted = () => {
    process.stdout.write(`\nInterrupted.\n${plainLine(sum([...counts, oneCheck(false)]))}\n`);
    process.exit(1);
  };
  onStopSignal(interrupted);
  onLauncherGone(interrupted);
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-test-'));
  try {
    const env = await environment(counts);
    const unknown = args.filter((name) => !STAGES.some((stage) => stage.name === name));
    if (unknown.length > 0) counts.push({ ...oneCheck(false), failures: [`there is no stage ${unknown.join(', ')}; there are ${STAGES.map(({ name }) => name).join(', ')}`] });
    for (const stage of STAGES.filter(({ name }) => args.length === 0 || args.includes(name))) counts.push(await runStage(stage, path.join(folder, stage.name), env));
  } catch (error) {
    process.stdout.write(`${readable(error)}\n`);
    counts.push(oneCheck(false));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  finish(sum(counts));
}

/** @param {Count} total */
function finish(total) {
  if (total.failures.length > 0) process.stdout.write(`\nFailed:\n${total.failures.map((name) => `  - ${name.replace(`${ROOT}${path.sep}`, '')}`).join('\n')}\n`);
  process.stdout.write(`\n${plainLine(total)}\n`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/**
 * The real servers of the tests. A database of the person's own is never touched: MONGODB_URI is not passed on.
 * @param {Count[]} counts takes a failure where CI lacks what it must have
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function environment(counts) {
  const progress = step('mongod');
  const env = { ...process.env };
  delete env.MONGODB_URI;
  try {
    const { binary, version, source } = await resolveMongod({ env, trying: (name) => progress.note(`trying ${name}`), report: progress.line });
    progress.done(`${version} from ${source}`);
    Object.assign(env, { MONGOMS_SYSTEM_BINARY: binary, PLUMBLINE_MONGOD: binary });
  } catch (error) {
    progress.fail();
    process.stdout.write(`${readable(error)}\n`);
    counts.push({ ...oneCheck(false), failures: ['no mongod'] });
  }
  const redis = (env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'redis-server')).find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (redis) return { ...env, PLUMBLINE_REDIS_SERVER: redis };
  process.stdout.write('  redis-server was not found, so the tests that need it are skipped; `apt-get install redis-server` brings it\n');
  if (env.CI) counts.push({ ...oneCheck(false), failures: ['no redis-server, which CI must have'] });
  return env;
}

/**
 * @param {Stage} stage
 * @param {string} report
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 */
async function runStage(stage, report, env) {
  const progress = step(stage.name);
  const outcome = await stage.start(report, { cwd: ROOT, env, limitMs: stage.limitMs, onLine: (line) => /^(PASS|FAIL)/.test(line) && progress.note(line.slice(0, 100)) });
  const count = honest(read(stage, outcome.ok, report), outcome.ok);
  if (count.failed === 0) {
    progress.done(plainLine(count));
    return count;
  }
  progress.fail(`${plainLine(count)}${outcome.reason && `; ${outcome.reason}`}`);
  process.stdout.write(`${block(lastLines(outcome.output, 300))}\n`);
  const failures = count.failures.length > 0 ? count.failures : [`${stage.name} ${outcome.reason}`];
  return { ...count, failures: failures.map((name) => (name.startsWith(stage.name) ? name : `${stage.name}: ${name}`)) };
}

/**
 * @param {Stage} stage
 * @param {boolean} ok
 * @param {string} report
 */
function read(stage, ok, report) {
  try {
    return stage.count(ok, report);
  } catch {
    return NOTHING; // It broke before it could tell: `honest` makes that a failure.
  }
}
