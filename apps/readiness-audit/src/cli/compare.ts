import { type Change, compareReports, type Comparison, type Single } from '../report/compare-reports.ts';
import { plain } from '../report/escape.ts';
import { readReport } from '../report/read-report.ts';
import type { Report } from '../report/report.ts';
import { minuteOf, percent, valueOf, WORDS } from '../report/wording.ts';
import { argumentsOf, assertCount } from './arguments.ts';
import { type Output, STDOUT } from './output.ts';

export const COMPARE_USAGE = `Usage: plumbline-audit compare OLD NEW [--json]

Says what got better and what got worse between two reports. Ends with 1 when something got worse.
  --json  for programs`;

function section(title: string, changes: readonly (Change | Single)[]): readonly string[] {
  if (changes.length === 0) return [];
  return ['', `${title} (${changes.length})`, ...changes.map((change) => plain(`${change.id}: ${'note' in change ? change.note : WORDS[change.outcome]}`)).map((line) => `  ${line}`)];
}

function lines(before: Report, after: Report, { better, worse, otherwise, appeared, gone, floor, ceiling, metrics }: Comparison): readonly string[] {
  const other = before.target.name === after.target.name ? [] : [plain(`The reports are of different targets: ${before.target.name} and ${after.target.name}.`)];
  const unitOf = (id: string) => after.metrics.find((metric) => metric.id === id)?.unit ?? 'count';
  const shown = metrics.map(({ id, title, was, is }) => plain(`${title}: ${valueOf({ value: was, unit: unitOf(id) })}, now ${valueOf({ value: is, unit: unitOf(id) })}`)).map((line) => `  ${line}`);
  return [
    ...other,
    `From ${minuteOf(before.startedAt)} to ${minuteOf(after.startedAt)}: floor ${percent(floor[0])}, now ${percent(floor[1])}; ceiling ${percent(ceiling[0])}, now ${percent(ceiling[1])}.`,
    ...section('Worse', worse),
    ...section('Better', better),
    ...section('Otherwise changed', otherwise),
    ...section('New checks', appeared),
    ...section('Checks that are gone', gone),
    ...(shown.length === 0 ? [] : ['', `Metrics that changed (${shown.length})`, ...shown]),
    ...(worse.length + better.length + otherwise.length + appeared.length + gone.length === 0 ? ['No check changed.'] : []),
  ];
}

/** `compare OLD NEW`. @returns 1 when something got worse. @throws Sentence */
export const compare = (args: readonly string[]): Promise<number> => compareOn(STDOUT, args);

/** As `compare`. @param output in place of the terminal */
export async function compareOn(output: Output, args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, { json: { type: 'boolean' } }, COMPARE_USAGE);
  assertCount(positionals, [2, 2], COMPARE_USAGE);
  const [before, after] = [readReport(positionals[0] ?? ''), readReport(positionals[1] ?? '')];
  const comparison = compareReports(before, after);
  await output.write(values.json === true ? `${JSON.stringify(comparison, null, 2)}\n` : `${lines(before, after, comparison).join('\n')}\n`);
  return comparison.worse.length > 0 ? 1 : 0;
}
