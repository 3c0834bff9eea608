import { OUTCOMES, SEVERITIES } from '../judge/outcome.ts';
import { VERDICTS } from '../judge/score.ts';
import type { Metric, Report } from './report.ts';
import { areaOf } from './wording.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | null];

const labelValue = (text: string): string => text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`).replaceAll('"', String.raw`\"`);

/** A family of gauges; what has no value has no sample, and a family without samples is left out. */
function gauge(name: string, help: string, samples: readonly Sample[]): readonly string[] {
  const known = samples.filter((sample): sample is readonly [Labels, number] => sample[1] !== null);
  if (known.length === 0) return [];
  const lines = known.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`).join(',');
    return `plumbline_audit_${name}${pairs === '' ? '' : `{${pairs}}`} ${value}`;
  });
  return [`# HELP plumbline_audit_${name} ${help}`, `# TYPE plumbline_audit_${name} gauge`, ...lines];
}

function ofUnit(metrics: readonly Metric[], unit: Metric['unit'], scale: number): readonly Sample[] {
  return metrics.filter((metric) => metric.unit === unit).map(({ id, value }) => [{ metric: id }, value === null ? null : value / scale]);
}

/** A report in the text format of Prometheus, for a textfile collector or a push gateway. Shares are 0 to 1, times are seconds. */
export function prometheusOf({ tool, target, judgement: { verdict, score, blockers, unproven, warnings }, areas, checks, metrics, requests, startedAt, endedAt }: Report): string {
  const counts = SEVERITIES.flatMap((severity) => OUTCOMES.map((outcome): Sample => [{ severity, outcome }, checks.filter((check) => check.severity === severity && check.outcome.outcome === outcome).length]));
  const started = Date.parse(startedAt) / 1000;
  return [
    ...gauge('info', 'What was audited by what; always 1.', [[{ version: tool.version, target: target.name, base_url: target.baseUrl }, 1]]),
    ...gauge('verdict', '1 for the verdict of the run, 0 for the others.', VERDICTS.map((one): Sample => [{ verdict: one }, one === verdict ? 1 : 0])),
    ...gauge('score_floor_ratio', 'Score when all that could not be measured counts as failed.', [[{}, score.floor]]),
    ...gauge('score_ceiling_ratio', 'Score when all that could not be measured counts as passed.', [[{}, score.ceiling]]),
    ...gauge('score_coverage_ratio', 'Weight of what was measured, of all that applies.', [[{}, score.coverage]]),
    ...gauge('area_floor_ratio', 'Floor of the score of each area.', areas.map((one): Sample => [{ area: one.area }, one.score.floor])),
    ...gauge('area_ceiling_ratio', 'Ceiling of the score of each area.', areas.map((one): Sample => [{ area: one.area }, one.score.ceiling])),
    ...gauge('checks', 'Checks by severity and outcome.', counts),
    ...gauge('blockers', 'P0 checks that failed.', [[{}, blockers.length]]),
    ...gauge('unproven', 'P0 checks that could not be measured.', [[{}, unproven.length]]),
    ...gauge('warnings', 'P1 and P2 checks that failed.', [[{}, warnings.length]]),
    ...gauge('check_outcome', 'The outcome of each check; always 1.', checks.map(({ meta, severity, outcome }): Sample => [{ check: meta.id, area: areaOf(meta.id), severity, outcome: outcome.outcome }, 1])),
    ...gauge('metric_ratio', 'Measured shares; a missing one could not be measured.', ofUnit(metrics, 'share', 1)),
    ...gauge('metric_seconds', 'Measured times; a missing one could not be measured.', ofUnit(metrics, 'ms', 1000)),
    ...gauge('metric_count', 'Measured counts; a missing one could not be measured.', ofUnit(metrics, 'count', 1)),
    ...gauge('requests', 'Requests that the run sent.', [[{}, requests]]),
    ...gauge('started_timestamp_seconds', 'When the run began, since the epoch.', [[{}, started]]),
    ...gauge('duration_seconds', 'How long the run took.', [[{}, Math.max(0, Math.round(Date.parse(endedAt) - started * 1000) / 1000)]]),
    '',
  ].join('\n');
}
