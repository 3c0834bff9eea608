import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import v8 from 'node:v8';
import { CHECKS } from '../checks/index.ts';
import { ArtifactStore, readArtifacts } from '../gather/artifact-store.ts';
import { collect, type Collected } from '../gather/collect.ts';
import { Lab } from '../gather/lab.ts';
import type { AnyCheck } from '../judge/check.ts';
import { citedIn, readExchanges } from '../report/evidence.ts';
import { htmlOf } from '../report/html.ts';
import { makeReport } from '../report/make-report.ts';
import { readReport } from '../report/read-report.ts';
import type { Report } from '../report/report.ts';
import { terminalOf } from '../report/terminal.ts';
import { readTarget, type Target } from '../target/read-target.ts';
import { assertOwned } from '../target/safety.ts';
import { nearest } from './nearest.ts';
import { Progress } from './progress.ts';
import { Sentence } from './sentence.ts';

export const RUN_USAGE = `plumbline-audit run [TARGET-FILE] [options]
  TARGET-FILE              plumbline-audit.yml unless given; with --artifacts, what that run was told
  --passive                only reads: sends nothing but what gathering needs
  --only ID[,ID...]        some checks, or areas
  --out FOLDER             of the report; reports/<time> unless given
  --artifacts FOLDER       judges an earlier run again; nothing is sent. With --only, its report stays as it is
  --i-own-this HOST        the host is neither loopback nor private, and it is yours
  --strict                 a P0 that could not be measured blocks, too
  --quiet                  no progress`;

const OPTIONS = {
  'passive': { type: 'boolean', default: false },
  'only': { type: 'string' },
  'out': { type: 'string' },
  'artifacts': { type: 'string' },
  'i-own-this': { type: 'string' },
  'strict': { type: 'boolean', default: false },
  'quiet': { type: 'boolean', default: false },
} as const;

/**
 * Audits a service.
 * @param environment what `${NAME}` of the target file stands for
 * @returns 0 ready, 1 blocked or below the gate, 2 warnings over the budget or not proven, 3 the run ended early
 * @throws Sentence for what a person must mend first
 */
export async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const { values, positionals: [file] } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const checks = chosen(values.only, values.passive);
  const target = file === undefined && values.artifacts !== undefined ? undefined : readTarget(file ?? 'plumbline-audit.yml', environment);
  if (target !== undefined) assertChecks(target);
  const { report, folder, isPart } = values.artifacts === undefined && target !== undefined ? await attend(target, checks, values) : judgeAgain(target, checks, values.artifacts ?? '', values.strict);
  const exchanges = await readExchanges(folder, citedIn(report));
  if (!isPart) {
    writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(path.join(folder, 'report.html'), htmlOf(report, exchanges));
  }
  const where = isPart ? `The report in ${folder} is as it was: it has checks that were not judged again.` : `Report: ${path.join(folder, 'report.html')}`;
  process.stdout.write(`${terminalOf(report, { width: process.stdout.columns, isColoured: process.stdout.isTTY }, exchanges)}\n\n${where}\n`);
  return report.ended === undefined ? report.judgement.exitCode : 3;
}

function chosen(only: string | undefined, isPassive: boolean): readonly AnyCheck[] {
  const wanted = only?.split(',').map((one) => one.trim());
  const unknown = wanted?.find((one) => !CHECKS.some(({ meta }) => meta.id === one || meta.id.startsWith(`${one}.`)));
  if (unknown !== undefined) throw new Sentence(`There is no check and no area called ${unknown}: \`plumbline-audit explain\` lists them.`);
  return CHECKS.filter(({ meta }) => (!isPassive || meta.mode === 'passive') && (wanted === undefined || wanted.some((one) => meta.id === one || meta.id.startsWith(`${one}.`))));
}

/** @throws Sentence for a check that there is not: what somebody answers for would be counted, and nobody would see why. */
function assertChecks({ exclusions = [], severities = {} }: Target): void {
  const ids = CHECKS.map(({ meta }) => meta.id);
  const unknown = [...exclusions.map(({ check }) => check), ...Object.keys(severities)].find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  const [meant] = nearest(unknown, ids);
  throw new Sentence(`The target file names a check ${unknown}, which there is not${meant === undefined ? '' : `: is ${meant} meant?`}`);
}

interface Attended {
  readonly report: Report;
  readonly folder: string;
  /** The folder's report says more than this one. */
  readonly isPart: boolean;
}

async function attend(target: Target, checks: readonly AnyCheck[], { out, strict, quiet, 'i-own-this': owned, passive }: { readonly out?: string | undefined; readonly strict: boolean; readonly quiet: boolean; readonly 'i-own-this'?: string | undefined; readonly passive: boolean }): Promise<Attended> {
  spareMemory();
  if (!passive) for (const base of [target.baseUrl, ...(target.rates === undefined ? [] : [target.rates.baseUrl])]) await assertOwned(new URL(base), owned);
  const startedAt = new Date().toISOString();
  const store = new ArtifactStore(out ?? path.join('reports', startedAt.replace(/[:.]/g, '-')));
  const lab = new Lab(target, (exchange) => {
    store.keep(exchange);
  });
  const progress = new Progress(process.stderr, quiet);
  const collected = await untilDone(lab, progress, async () => {
    await assertThere(lab);
    return collect(lab, checks, (phase, share) => {
      progress.at(phase, share);
    });
  });
  if (lab.failure !== undefined) throw lab.failure as Error;
  if (lab.sessions.refused !== '') process.stderr.write(`${lab.sessions.refused.trim()} Nothing is known of what only they may do.\n`);
  const evidence = store.close(collected, target);
  return { folder: store.folder, isPart: false, report: makeReport(target, checks, collected, { version: version(), startedAt, endedAt: new Date().toISOString(), requests: lab.requests, peakMemoryMiB: lab.peakMemoryMiB, strict, isPart: checks.length < CHECKS.length, ended: lab.gone, ms: collected.ms, evidence }) };
}

/** A run mostly waits: rather than let its heap grow it may collect more often. V8 looks at the flag each time that it would let it. */
const spareMemory = (): void => v8.setFlagsFromString('--optimize-for-size');

/** Whatever happens, the target is left as it was: also when somebody presses Ctrl-C, once. */
async function untilDone(lab: Lab, progress: Progress, work: () => Promise<Collected>): Promise<Collected> {
  const stop = (): void => {
    lab.stop('The run was interrupted.');
    progress.clear();
    process.stderr.write('Interrupted: leaving the target as it was. What was gathered so far is judged.\n');
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work();
  } finally {
    await lab.leave();
    progress.clear();
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

/** @throws Sentence when nobody answers: then there is nothing to be judged. */
async function assertThere(lab: Lab): Promise<void> {
  const { answer, failure, detail } = await lab.send({ method: 'GET', path: '/', timeoutMs: 10_000 }, { waits: false });
  if (answer !== undefined || failure === 'too-large' || lab.gone !== undefined) return;
  throw new Sentence(`${lab.target.baseUrl} does not answer (${detail ?? failure ?? 'no answer'}): start the service, or correct baseUrl in the target file.`);
}

function judgeAgain(told: Target | undefined, checks: readonly AnyCheck[], folder: string, strict: boolean): Attended {
  const before = readReport(folder);
  const { judgedBy, ...gathered } = readArtifacts(folder);
  const ms = before.timings ?? Object.fromEntries(before.checks.map((check) => [check.meta.id, check.ms]));
  const { startedAt, endedAt, requests, peakMemoryMiB, ended, evidence } = before;
  const isPart = CHECKS.some(({ meta: { id } }) => before.checks.some(({ meta }) => meta.id === id) && !checks.some(({ meta }) => meta.id === id));
  return { folder, isPart, report: makeReport(told ?? judgedBy, checks, gathered, { version: version(), startedAt, endedAt, requests, peakMemoryMiB, strict, isPart: checks.length < CHECKS.length, ended, ms, evidence }) };
}

/** Of the package. */
export function version(): string {
  const { version: told } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string };
  return told;
}
