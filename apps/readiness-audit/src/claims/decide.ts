import { nearest } from '../cli/nearest.ts';
import type { Metric, Report } from '../report/report.ts';
import { areaOf, gistOf, isUnmeasured, valueOf, WORDS } from '../report/wording.ts';
import type { Claim, ClaimsFile, Decision } from './claim.ts';

const DAY_MS = 86_400_000;

/** What this program knows by name. A claim that names anything else is out of date, or was never right. */
export interface Known {
  readonly checks: ReadonlySet<string>;
  readonly metrics: ReadonlySet<string>;
}

type Said = Omit<Decision, 'claim'>;

/** Figures of the whole report: `score`, `score.access`, `blockers`. */
function figureOf(report: Report, id: string): Metric | undefined {
  const scoreIn = (title: string, { floor, ceiling }: Report['judgement']['score']): Metric => ({ id, title, value: floor, ...(ceiling === null || ceiling === floor ? {} : { most: ceiling }), unit: 'share', how: floor === null ? 'Nothing of it applies.' : 'From floor to ceiling.' });
  if (id === 'score') return scoreIn('Score', report.judgement.score);
  if (id === 'blockers') {
    const { blockers, unproven } = report.judgement;
    return { id, title: 'Blockers', value: blockers.length, ...(unproven.length === 0 ? {} : { most: blockers.length + unproven.length }), unit: 'count', how: `${blockers.length} P0 checks failed, ${unproven.length} could not be measured.` };
  }
  const area = report.areas.find((one) => id === `score.${one.area}`);
  return area === undefined ? report.metrics.find((metric) => metric.id === id) : scoreIn(`Score of ${area.area}`, area.score);
}

/** A band decides only what holds of all of it. */
function compared({ value, compare = 'equal', tolerance = 0 }: Claim, least: number, most: number): Said['verdict'] {
  const wanted = Number(value);
  // Shares are quotients: what differs by rounding only is the same.
  const slack = tolerance + 1e-9;
  const holds = (measured: number): boolean => (compare === 'at-least' ? measured >= wanted - slack : compare === 'at-most' ? measured <= wanted + slack : Math.abs(measured - wanted) <= slack);
  const [atLeast, atMost] = [holds(least), holds(most)];
  if (atLeast && atMost) return 'CONFIRMED';
  const isBetween = compare === 'equal' && wanted > least && wanted < most;
  return atLeast || atMost || isBetween ? 'UNMEASURABLE' : 'REFUTED';
}

/** Why a name decides nothing that this program does not know. @param isInReport then there was something of that name once */
function absent(kind: 'check' | 'metric', id: string, isInReport: boolean, names: readonly string[]): Said {
  const meant = nearest(id, names);
  const because = isInReport ? `There is no ${kind} ${id} any more.` : meant.length === 0 ? `There is no ${kind} ${id}.` : `There is no ${kind} ${id}; did you mean ${meant.join(', ')}?`;
  return { verdict: 'STALE', measured: '', because };
}

function byMetric(claim: Claim, id: string, report: Report, known: Known): Said {
  const names = [...known.metrics, 'score', 'blockers', ...new Set([...known.checks].map((check) => `score.${areaOf(check)}`))];
  const metric = figureOf(report, id);
  if (!names.includes(id)) return absent('metric', id, metric !== undefined, names);
  if (metric === undefined) return { verdict: 'UNMEASURABLE', measured: '', because: `The report does not hold ${id}.` };
  if (metric.value === null) return { verdict: 'UNMEASURABLE', measured: '', because: metric.how };
  if (metric.unit !== claim.unit) return { verdict: 'STALE', measured: valueOf(metric), because: `The claim is in ${claim.unit}, and ${id} is in ${metric.unit}.` };
  return { verdict: compared(claim, metric.value, metric.most ?? metric.value), measured: valueOf(metric), because: metric.how };
}

function byCheck({ value }: Claim, id: string, report: Report, known: Known): Said {
  const check = report.checks.find(({ meta }) => meta.id === id);
  if (!known.checks.has(id)) return absent('check', id, check !== undefined, [...known.checks]);
  if (check === undefined) return { verdict: 'UNMEASURABLE', measured: '', because: `The run did not make ${id}.` };
  const { outcome } = check.outcome;
  if (outcome === 'not-applicable' || isUnmeasured(check)) return { verdict: 'UNMEASURABLE', measured: WORDS[outcome], because: gistOf(check) };
  return { verdict: (outcome === 'pass') === value ? 'CONFIRMED' : 'REFUTED', measured: WORDS[outcome], because: `${id}: ${gistOf(check)}` };
}

/**
 * Holds each claim against a report.
 * @param now ms since the epoch: how old the report is
 */
export function decide({ claims, maxAgeDays }: ClaimsFile, report: Report, known: Known, now: number): readonly Decision[] {
  const days = (now - Date.parse(report.endedAt)) / DAY_MS;
  const isOld = maxAgeDays !== undefined && days > maxAgeDays;
  return claims.map((claim) => {
    const { decidedBy } = claim;
    if ('nothing' in decidedBy) return { claim, verdict: 'UNMEASURABLE', measured: '', because: decidedBy.nothing };
    if (isOld) return { claim, verdict: 'STALE', measured: '', because: `The report is ${Math.floor(days)} days old, and claims are held against none older than ${maxAgeDays}.` };
    return { claim, ...('check' in decidedBy ? byCheck(claim, decidedBy.check, report, known) : byMetric(claim, decidedBy.metric, report, known)) };
  });
}
