import type { Comparison, Difference, Finding } from './comparison.ts';
import { EXPLAINED, explanationOf, type Explanation } from './explained.ts';
import { ALL_OPERATIONS } from './operations.ts';

/** The outcome of a run, for a person and for an exit code. */
export interface Report {
  readonly text: string;
  readonly ok: boolean;
}

interface Told {
  readonly difference: Difference;
  readonly explanation: Explanation | undefined;
  times: number;
}

/**
 * @param others what is wrong beside the answers, a sentence each
 * @param whole whether everything was run, stripe-mock included: only then can an explanation be told to be out of date
 */
export function reportOf(comparison: Comparison, others: readonly string[], whole: boolean): Report {
  const told = tell([...comparison.findings.values()].flatMap(({ differences }) => differences));
  const unexplained = told.filter(({ explanation }) => !explanation);
  const used = new Set(told.map(({ explanation }) => explanation));
  const idle = whole ? EXPLAINED.filter((explanation) => !used.has(explanation)) : [];
  const lines = [
    ...table(comparison),
    '',
    ...differencesOf(told),
    ...comparison.missing.map((operation) => `✗ ${operation} was not called`),
    ...others.map((fault) => `✗ ${fault}`),
    ...idle.map(({ kind, at, detail = '' }) => `✗ conformance/explained.ts explains ${kind} ${at} ${detail}, which is no difference any more: remove it`),
  ];
  const faults = unexplained.length + comparison.missing.length + others.length + idle.length;
  const compared = ALL_OPERATIONS.length - comparison.missing.length;
  lines.push(...extent(comparison, whole));
  lines.push(`${compared} operations compared, ${faults} unexplained ${faults === 1 ? 'difference' : 'differences'}`);
  return { text: `${lines.join('\n')}\n`, ok: faults === 0 };
}

function table({ findings }: Comparison): string[] {
  const width = Math.max(...ALL_OPERATIONS.map(({ length }) => length));
  const head = `${'operation'.padEnd(width)}  calls  schema  shape  refusals  differences`;
  const rows = ALL_OPERATIONS.flatMap((operation) => {
    const finding = findings.get(operation);
    return finding ? [`${operation.padEnd(width)}  ${row(finding)}`] : [];
  });
  return [head, '-'.repeat(head.length), ...rows];
}

function row({ calls, compared, refusals, differences }: Finding): string {
  const of = (kind: Difference['kind']): number => differences.filter((difference) => difference.kind === kind).length;
  const explained = differences.filter((difference) => explanationOf(difference)).length;
  const mark = (bad: number): string => (bad === 0 ? 'ok' : `${bad}`);
  const unexplained = (kind: Difference['kind']): number => differences.filter((difference) => difference.kind === kind && !explanationOf(difference)).length;
  const shape = compared === 0 ? '-' : mark(unexplained('shape'));
  const total = of('schema') + of('shape') + of('refusal');
  const refused = `${refusals}${unexplained('refusal') > 0 ? ` (${unexplained('refusal')} differ)` : ''}`;
  const rest = total === explained ? '' : `, ${total - explained} not`;
  return `${String(calls).padStart(5)}  ${mark(unexplained('schema')).padEnd(6)}  ${shape.padEnd(5)}  ${refused.padStart(8)}  ${total === 0 ? 'none' : `${explained} explained${rest}`}`;
}

/** How much was done, and what stripe-mock had no part in. */
function extent({ findings }: Comparison, withStripeMock: boolean): string[] {
  const sum = (of: (finding: Finding) => number): number => [...findings.values()].reduce((total, finding) => total + of(finding), 0);
  const alone = [...findings].filter(([, { compared }]) => compared === 0).map(([operation]) => operation);
  const done = `${sum(({ calls }) => calls)} answers held against the schemas, ${sum(({ refusals }) => refusals)} refusals`;
  return withStripeMock ? [`${done}, ${sum(({ compared }) => compared)} answers of stripe-mock compared (none of ${alone.join(', ')})`] : [done];
}

/** A charge differs in the same way wherever it stands: said once, with the number of times. */
function tell(differences: readonly Difference[]): Told[] {
  const told = new Map<string, Told>();
  for (const difference of differences) {
    const explanation = explanationOf(difference);
    const key = `${difference.kind} ${difference.at} ${difference.detail}`;
    const known = told.get(key);
    if (known) known.times += 1;
    else told.set(key, { difference, explanation, times: 1 });
  }
  return [...told.values()].sort((one, other) => (one.difference.at < other.difference.at ? -1 : 1));
}

function differencesOf(told: readonly Told[]): string[] {
  const explanations = new Set(told.flatMap(({ explanation }) => explanation ?? []));
  const explained = [...explanations].flatMap((explanation) => {
    const of = told.filter((entry) => entry.explanation === explanation);
    return [`≠ ${explanation.kind} ${explanation.at}${explanation.detail ? `: ${explanation.detail}` : ''} (${times(of.reduce((sum, entry) => sum + entry.times, 0))})`, `    because ${explanation.reason}`];
  });
  const unexplained = told.filter(({ explanation }) => !explanation).map(({ difference: { kind, at, detail, call }, times: count }) => `✗ ${kind} ${at}: ${detail} (${times(count)}, first in "${call}")`);
  return [...explained, ...unexplained];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
