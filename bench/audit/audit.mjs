import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../tools/folders.mjs';
import { lastLines } from '../../tools/child.mjs';
import { step, timed } from '../../tools/progress.mjs';
import { Sentence } from '../../tools/sentence.mjs';
import { suitesReady } from '../../tools/suites.mjs';
import { goal } from '../harness/goals.mjs';
import { circumstances, table, writeSection } from '../harness/report.mjs';

const ROUNDS = { long: 3, short: 1 };
const SHOWN = 15;
const SECOND = 1_000;

/**
 * @typedef {object} Report
 * @property {string} startedAt
 * @property {string} endedAt
 * @property {number} requests
 * @property {number} peakMemoryMiB
 * @property {readonly { meta: { id: string }, ms: number, outcome: { outcome: string } }[]} checks
 */

/**
 * What an audit costs: all passive and active checks on Plumbline, the time of each, memory, and judging a run again.
 * @param {object} options
 * @param {boolean} options.short writes nothing
 * @param {string | undefined} options.part there is but one
 */
export async function run({ short, part }) {
  if (part !== undefined) throw new Sentence('The benchmark audit has no parts.');
  const runSuites = await suitesReady();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-audit-'));
  try {
    /** @type {{ report: Report, judgedAgainMs: number }[]} */
    const rounds = [];
    for (let round = 1; round <= (short ? ROUNDS.short : ROUNDS.long); round += 1) rounds.push(await measure(runSuites, path.join(folder, String(round)), round));
    const text = `${textOf(rounds)}\n\n${circumstances({ isPinned: false })}`;
    process.stdout.write(`\n${text}\n\n`);
    if (!short) writeSection('audit', text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Awaited<ReturnType<typeof suitesReady>>} runSuites
 * @param {string} out
 * @param {number} round
 */
async function measure(runSuites, out, round) {
  const progress = step(`audit ${round}`);
  const outcome = await runSuites('test/audit/plumbline', { AUDIT_OUT: out }, (line, stream) => {
    if (stream === 'stderr' && line.startsWith('... ')) progress.note(line.slice('... '.length));
  });
  if (!outcome.ok) throw new Sentence(`The audit ended badly: ${outcome.reason}.`, lastLines(outcome.output, 30));
  const report = read(out);
  progress.done(`${seconds(report).toFixed(1)} s`);
  const again = await timed(`judged again ${round}`, async () => ({ text: 'from its evidence', ms: judgeAgain(out) }));
  return { report, judgedAgainMs: again.ms };
}

/** @param {string} out @returns {number} ms of the whole program, its start included */
function judgeAgain(out) {
  const copy = `${out}-again`;
  cpSync(out, copy, { recursive: true });
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'apps/readiness-audit/bin/plumbline-audit.mjs'), 'run', '--artifacts', copy, '--quiet'], { encoding: 'utf8' });
  if (status === null || status > 2) throw new Sentence(`Judging again ended badly: ${stderr}`);
  return performance.now() - begun;
}

/** @param {string} out @returns {Report} */
const read = (out) => JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8'));
/** @param {Report} report */
const seconds = ({ startedAt, endedAt }) => (Date.parse(endedAt) - Date.parse(startedAt)) / SECOND;
/** @param {readonly number[]} values */
const worst = (values) => Math.max(...values);

/** @param {readonly { report: Report, judgedAgainMs: number }[]} rounds */
function textOf(rounds) {
  const reports = rounds.map(({ report }) => report);
  const slowest = [...(reports.at(-1)?.checks ?? [])].sort((one, other) => other.ms - one.ms).slice(0, SHOWN);
  const rows = [['check', 'own sending', 'outcome'], ...slowest.map(({ meta, ms, outcome }) => [meta.id, `${ms} ms`, outcome.outcome])];
  return [
    `## audit: Plumbline, all passive and active checks\n${reports[0]?.checks.length ?? 0} checks, ${worst(reports.map(({ requests }) => requests))} requests; the worst of ${rounds.length} rounds. Below, what each check's own sending takes in the last round, the ${SHOWN} longest; what is sent as a variation of a good request is part of the walk.`,
    table(rows),
    [
      goal('passive and active checks on Plumbline, s', worst(reports.map(seconds)), '<=', 90),
      goal('memory of the audit at its peak, MiB', worst(reports.map(({ peakMemoryMiB }) => peakMemoryMiB)), '<=', 300),
      goal('judging again from artifacts, s', worst(rounds.map(({ judgedAgainMs }) => judgedAgainMs / SECOND)), '<=', 3),
    ].join('\n'),
  ].join('\n\n');
}
