import type { Finding, Outcome, Severity } from '../judge/outcome.ts';
import type { Score } from '../judge/score.ts';
import type { CheckReport, Metric, Report } from './report.ts';

/** What people read in place of the names of areas. */
const AREAS: Readonly<Record<string, string>> = {
  payments: 'Payments', ai: 'AI', contract: 'Contract', errors: 'Errors', validation: 'Validation', access: 'Access', web: 'Web security', rate: 'Rate limits',
  health: 'Health', logs: 'Logs', observability: 'Observability', data: 'Data', performance: 'Performance', delivery: 'Delivery', docs: 'Docs', journeys: 'Journeys',
};

/** The area of a check, by its id: `access` of `access.enforced`. */
export const areaOf = (check: string): string => check.split('.')[0] ?? check;

export const titleOfArea = (area: string): string => AREAS[area] ?? area;

/** One word for an outcome. What could not be measured and what broke are said apart, but are both unmeasured. */
export const WORDS: Readonly<Record<Outcome['outcome'], string>> = { pass: 'passed', fail: 'failed', 'not-applicable': 'not applicable', 'not-available': 'not measured', error: 'broke' };

/** What the severities mean to whoever reads a report for the first time. */
export const MEANINGS: Readonly<Record<Severity, string>> = { P0: 'must not run so', P1: 'will hurt', P2: 'could be better' };

export const isUnmeasured = ({ outcome: { outcome } }: Pick<CheckReport, 'outcome'>): boolean => outcome === 'not-available' || outcome === 'error';

/** A share for people, to one decimal. Rounded down: what is shown as 100 % is whole. @param share 0 to 1; null for none. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.floor(share * 1000 + 1e-6) / 10} %`);

/** `61 % to 84 %`; one figure where floor and ceiling are the same. */
export function bandOf({ floor, ceiling }: Pick<Score, 'floor' | 'ceiling'>): string {
  return floor === ceiling ? percent(floor) : `${percent(floor)} to ${percent(ceiling)}`;
}

/** `3 checks`, `1 check`. @param one singular */
export const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

function quantity(value: number, unit: Metric['unit']): string {
  if (unit === 'share') return percent(value);
  return unit === 'ms' ? `${Math.round(value * 10) / 10} ms` : String(value);
}

/** A metric's value for people; a band where some of it could not be measured. */
export function valueOf({ value, most, unit }: Pick<Metric, 'value' | 'most' | 'unit'>): string {
  if (value === null) return 'not measured';
  return most === undefined || most === value ? quantity(value, unit) : `${quantity(value, unit)} to ${quantity(most, unit)}`;
}

/** The verdict's reason in one sentence. */
export function reasonOf({ judgement: { verdict, blockers, unproven, warnings, score }, gate, checks, ended }: Report): string {
  if (verdict === 'BLOCKED') return `${count(blockers.length, 'P0 check')} failed: whatever the score is, nobody should run it so.`;
  if (verdict === 'BELOW THE GATE') return `The floor of ${percent(score.floor)} is below the gate of ${percent(gate.floor)}.`;
  if (verdict === 'NOT PROVEN') {
    if (unproven.length > 0) return `No P0 check failed, but ${count(unproven.length, 'P0 check')} could not be measured.`;
    return ended === undefined ? 'Nothing that was asked for passed.' : 'What was seen until then passed.';
  }
  const over = gate.warnings !== undefined && warnings.length > gate.warnings ? `, which is more than the ${gate.warnings} allowed` : '';
  const made = verdict === 'READY' ? 'Every P0 check passed.' : `Only ${count(checks.length, 'check')} of all ${checks.length === 1 ? 'was' : 'were'} asked for; no P0 of them failed.`;
  return `${made} ${warnings.length === 0 ? 'Nothing else failed' : `${count(warnings.length, 'other check')} failed`}${over}.`;
}

/** The same minute for every reader: `2026-11-23 10:05 UTC`. */
export const minuteOf = (time: string): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What a finding says behind its subject: `: the document names 200`, or ` answered 500` where the problem begins with the subject. */
export const restOf = ({ subject, problem }: Pick<Finding, 'subject' | 'problem'>): string => (problem.startsWith(`${subject} `) ? problem.slice(subject.length) : `: ${problem}`);

/** `1 min 3 s`. */
export function spanOf({ startedAt, endedAt }: Pick<Report, 'startedAt' | 'endedAt'>): string {
  const seconds = Math.max(0, Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const ORDER: readonly Severity[] = ['P0', 'P1', 'P2'];

/** The worst first; otherwise in the order of the report. */
export const worstFirst = (checks: readonly CheckReport[]): readonly CheckReport[] => [...checks].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));

/** What a check counted, or why it did not: one line. */
export function gistOf({ outcome }: Pick<CheckReport, 'outcome'>): string {
  if ('reason' in outcome) return outcome.reason;
  const counted = `${outcome.population.count} ${outcome.population.of}`;
  return outcome.outcome === 'fail' ? `${count(outcome.findings.length, 'finding')} in ${counted}` : counted;
}
