import type { Artifacts } from '../artifacts/artifacts.ts';
import { succeeded } from '../http/exchange.ts';
import type { Evidenced } from '../judge/judge-check.ts';
import type { Outcome } from '../judge/outcome.ts';
import type { Operation } from '../openapi/document.ts';
import { quantile } from '../quantile.ts';
import type { CheckReport, Metric } from './report.ts';
import { areaOf } from './wording.ts';

type Gatherings = Evidenced['artifacts'];
type Outcomes = ReadonlyMap<string, Outcome>;

const PAYMENTS = /payment|payout|refund|charge(?:s|back|\b)|checkout|billing|invoice|subscription/i;
const AI = /(?:^|[^a-z])(?:ai|llm|gpt|chat|completions?|assistants?|assistance|copilot|prompts?)(?:[^a-z]|$)/i;

/** Good and measured of some kind. */
interface Tally {
  readonly good: number;
  readonly bad: number;
  readonly unmeasured: number;
}

const NONE: Tally = { good: 0, bad: 0, unmeasured: 0 };
const sum = (one: Tally, other: Tally): Tally => ({ good: one.good + other.good, bad: one.bad + other.bad, unmeasured: one.unmeasured + other.unmeasured });

/** Why an artifact is missing; undefined when it is there. */
function missing(gatherings: Gatherings, name: keyof Artifacts): string | undefined {
  const gathered = gatherings[name];
  if (gathered === undefined) return `This run did not gather ${name}.`;
  return 'reason' in gathered ? gathered.reason : undefined;
}

function walkOf({ walk }: Gatherings): Artifacts['walk'] | undefined {
  return walk !== undefined && 'value' in walk ? walk.value : undefined;
}

function operationsOf({ document }: Gatherings): readonly Operation[] {
  return document !== undefined && 'value' in document ? document.value.operations : [];
}

const reachedOf = (gatherings: Gatherings): ReadonlySet<string> => new Set((walkOf(gatherings)?.visits ?? []).filter(({ control, problem }) => succeeded(control) && problem === undefined).map(({ operation }) => operation));

/** `createPayment` as `create Payment`, so that words are found in it. */
const wordsOf = ({ id, path, raw }: Operation): string => [id.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' '), path, ...(Array.isArray(raw['tags']) ? raw['tags'].map(String) : [])].join(' ');

/** Answer times of the walk's good requests, in ms, sorted. */
export function latenciesOf(gatherings: Gatherings): readonly number[] {
  return (walkOf(gatherings)?.visits ?? []).flatMap(({ control }) => (control !== undefined && succeeded(control) ? [control.ms] : [])).sort((one, other) => one - other);
}

function successRate(gatherings: Gatherings): Metric {
  const about = { id: 'backend.success-rate', title: 'Backend success rate', unit: 'share' } as const;
  const reason = missing(gatherings, 'document') ?? missing(gatherings, 'walk');
  if (reason !== undefined) return { ...about, value: null, how: reason };
  const operations = operationsOf(gatherings);
  if (operations.length === 0) return { ...about, value: null, how: 'The document holds no operation.' };
  const reached = reachedOf(gatherings);
  const good = operations.filter(({ id }) => reached.has(id)).length;
  return { ...about, value: good / operations.length, how: `${good} of ${operations.length} documented operations answered a good request with 2xx or 3xx.` };
}

function documentedOperations(gatherings: Gatherings): Metric {
  const reason = missing(gatherings, 'document');
  return { id: 'operations.documented', title: 'Documented operations', unit: 'count', value: reason === undefined ? operationsOf(gatherings).length : null, how: reason ?? 'Methods of paths in the OpenAPI document.' };
}

/** Made of whatever takes an Idempotency-Key: of a service without payments they say nothing of payments. */
const OF_ANY_SERVICE = /^payments\.idem-/;

function tallyOfChecks(outcomes: Outcomes, area: string, isLeftOut: (id: string) => boolean): Tally {
  return [...outcomes].filter(([id]) => areaOf(id) === area && !isLeftOut(id)).reduce((tally, [, { outcome }]) => {
    if (outcome === 'not-applicable') return tally;
    return sum(tally, { ...NONE, [outcome === 'pass' ? 'good' : outcome === 'fail' ? 'bad' : 'unmeasured']: 1 });
  }, NONE);
}

/** Operations of a kind that were reached, together with the checks of an area that passed. What could not be measured makes a band of it. */
function functional(gatherings: Gatherings, outcomes: Outcomes, { area, kind, named, ...about }: { readonly id: string; readonly title: string; readonly area: string; readonly kind: string; readonly named: RegExp }): Metric {
  // That an operation answers says nothing of whether it does what it should.
  if (![...outcomes.keys()].some((id) => areaOf(id) === area)) return { ...about, unit: 'share', value: null, how: `This run made no check of ${area}.` };
  const own = operationsOf(gatherings).filter((operation) => named.test(wordsOf(operation)));
  const reached = reachedOf(gatherings);
  const reachedOwn = own.filter(({ id }) => reached.has(id)).length;
  const hasWalk = walkOf(gatherings) !== undefined;
  const operations: Tally = hasWalk ? { good: reachedOwn, bad: own.length - reachedOwn, unmeasured: 0 } : { ...NONE, unmeasured: own.length };
  const checks = tallyOfChecks(outcomes, area, (id) => own.length === 0 && OF_ANY_SERVICE.test(id));
  const { good, bad, unmeasured } = sum(operations, checks);
  const all = good + bad + unmeasured;
  const measured = `${reachedOwn} of ${own.length} ${kind} operations were reached; of the checks of ${area}, ${checks.good} passed, ${checks.bad} failed, ${checks.unmeasured} could not be measured.`;
  if (good + bad === 0) return { ...about, unit: 'share', value: null, how: all === 0 ? `The document names no ${kind} operation, and no check of ${area} applies.` : measured };
  return { ...about, unit: 'share', value: good / all, ...(unmeasured === 0 ? {} : { most: (good + unmeasured) / all }), how: measured };
}

function journeys(gatherings: Gatherings): Metric {
  const about = { id: 'journeys.functional', title: 'Journeys functional', unit: 'share' } as const;
  const walked = walkOf(gatherings)?.journeys ?? [];
  if (walked.length === 0) return { ...about, value: null, how: missing(gatherings, 'walk') ?? 'The target file declares no journey.' };
  const whole = walked.filter(({ steps, stepsInAll }) => steps.length === stepsInAll && steps.every(({ problem }) => problem === undefined)).length;
  return { ...about, value: whole / walked.length, how: `${whole} of ${walked.length} declared journeys went through all their steps.` };
}

function errorConsistency(outcomes: Outcomes): Metric {
  const about = { id: 'errors.consistency', title: 'Error consistency', unit: 'share' } as const;
  const outcome = outcomes.get('errors.envelope');
  if (outcome === undefined) return { ...about, value: null, how: 'This run did not make the check errors.envelope.' };
  if ('reason' in outcome) return { ...about, value: null, how: outcome.reason };
  const { population: { count, of } } = outcome;
  const wrong = outcome.outcome === 'fail' ? Math.min(outcome.findings.length, count) : 0;
  if (count <= 0) return { ...about, value: null, how: `errors.envelope looked at no ${of}.` };
  return { ...about, value: (count - wrong) / count, how: `${count - wrong} of ${count} ${of} have the one envelope, as errors.envelope saw them.` };
}

function answerTimes(gatherings: Gatherings): readonly Metric[] {
  const times = latenciesOf(gatherings);
  const of = `Of ${times.length} good requests of the walk, each sent alone, one behind the other.`;
  const how = times.length > 0 ? of : missing(gatherings, 'walk') ?? 'No request of the walk was good.';
  const mean = times.length === 0 ? null : times.reduce((all, ms) => all + ms, 0) / times.length;
  return [
    { id: 'answer-time.mean', title: 'Answer time, mean', unit: 'ms', value: mean, how },
    { id: 'answer-time.p95', title: 'Answer time, 95th percentile', unit: 'ms', value: quantile(times, 0.95) ?? null, how },
  ];
}

/** The success table of the seed plans, measured. What could not be measured is null, with the reason. */
export function metricsOf(checks: readonly CheckReport[], { artifacts: gatherings }: Pick<Evidenced, 'artifacts'>): readonly Metric[] {
  const outcomes: Outcomes = new Map(checks.map(({ meta, outcome }) => [meta.id, outcome]));
  return [
    successRate(gatherings),
    functional(gatherings, outcomes, { id: 'payments.functional', title: 'Payments functional', area: 'payments', kind: 'payment', named: PAYMENTS }),
    functional(gatherings, outcomes, { id: 'ai.reliability', title: 'AI reliability', area: 'ai', kind: 'AI', named: AI }),
    journeys(gatherings),
    errorConsistency(outcomes),
    ...answerTimes(gatherings),
    documentedOperations(gatherings),
  ];
}

/** Metrics by the names that claims may use. A younger or older report may hold others. */
export const METRICS = ['backend.success-rate', 'payments.functional', 'ai.reliability', 'journeys.functional', 'errors.consistency', 'answer-time.mean', 'answer-time.p95', 'operations.documented'] as const;
