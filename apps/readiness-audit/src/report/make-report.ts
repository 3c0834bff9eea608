import type { AnyCheck } from '../judge/check.ts';
import { judgeCheck, type Evidenced } from '../judge/judge-check.ts';
import type { Outcome } from '../judge/outcome.ts';
import { judge, scoreOf } from '../judge/score.ts';
import type { Target } from '../target/read-target.ts';
import type { Exclusion } from '../target/target-file.ts';
import { succeeded } from '../http/exchange.ts';
import { namesOf } from '../openapi/document.ts';
import { documentFileOf } from './document-file.ts';
import { metricsOf } from './metrics.ts';
import type { CheckReport, Report } from './report.ts';

/** What the target file says of judging; kept beside the evidence. */
export type JudgedBy = Pick<Target, 'name' | 'baseUrl' | 'gate' | 'exclusions' | 'severities'>;

/** What a run knows beside what it gathered. */
export interface RunFacts {
  readonly version: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly requests: number;
  readonly peakMemoryMiB: number;
  readonly strict: boolean;
  /** Of the checks there are, only some were asked for. */
  readonly isPart: boolean;
  readonly ended?: string | undefined;
  /** By check or artifact; in ms. */
  readonly ms: Readonly<Record<string, number>>;
  readonly evidence: Readonly<Record<string, string>>;
}

/** Judges what was gathered and writes the report of it. A pure function: the same artifacts give the same report. */
export function makeReport(target: JudgedBy, checks: readonly AnyCheck[], gathered: Evidenced, facts: RunFacts): Report {
  const { document, walk } = gathered.artifacts;
  const names: ReadonlyMap<string, string> = document !== undefined && 'value' in document ? namesOf(document.value) : new Map<string, string>();
  const reports = checks.map((check) => reportOf(check, judgeCheck(check, gathered), { ...target, names }, facts));
  const scored = reports.map(({ meta, severity, outcome }) => ({ id: meta.id, severity, outcome: outcome.outcome }));
  const gate = { floor: target.gate?.floor ?? 0, strict: facts.strict, ...(target.gate?.warnings === undefined ? {} : { warnings: target.gate.warnings }) };
  const areas = [...new Set(reports.map(({ meta }) => areaOf(meta.id)))];
  const documentFile = documentFileOf(gathered.artifacts);
  const visits = walk !== undefined && 'value' in walk ? walk.value.visits : [];
  return {
    reportVersion: 1,
    tool: { name: 'plumbline-audit', version: facts.version },
    target: { name: target.name, baseUrl: target.baseUrl, ...(documentFile === undefined ? {} : { document: documentFile }) },
    startedAt: facts.startedAt,
    endedAt: facts.endedAt,
    requests: facts.requests,
    peakMemoryMiB: facts.peakMemoryMiB,
    timings: facts.ms,
    ...(facts.ended === undefined ? {} : { ended: facts.ended }),
    judgement: judge(scored, gate, facts.ended !== undefined ? 'cut short' : facts.isPart ? 'part' : 'whole'),
    gate,
    areas: areas.map((area) => ({ area, score: scoreOf(scored.filter(({ id }) => areaOf(id) === area)) })),
    checks: reports,
    metrics: metricsOf(reports, gathered),
    latencies: visits.flatMap(({ control }) => (control !== undefined && succeeded(control) ? [control.ms] : [])).sort((one, other) => one - other),
    evidence: facts.evidence,
  };
}

const areaOf = (id: string): string => id.split('.')[0] ?? id;

function reportOf({ meta }: AnyCheck, outcome: Outcome, { exclusions = [], severities = {}, names }: JudgedBy & { readonly names: ReadonlyMap<string, string> }, { startedAt, ms }: RunFacts): CheckReport {
  const about = { meta, severity: severities[meta.id] ?? meta.severity, ms: ms[meta.id] ?? 0 };
  if (outcome.outcome !== 'fail') return { ...about, outcome, excluded: [] };
  const live = exclusions.filter(({ check, expires }) => check === meta.id && startedAt < expires);
  // An operation is called the same in all findings: `POST /payments`, not by its id.
  const named = outcome.findings.map((finding) => ({ ...finding, subject: names.get(finding.subject) ?? finding.subject }));
  const answeredFor = (subject: string): Exclusion | undefined => live.find((one) => one.subject === undefined || (names.get(one.subject) ?? one.subject) === subject);
  const findings = named.filter(({ subject }) => answeredFor(subject) === undefined);
  const excluded = named.flatMap(({ subject, problem }) => {
    const exclusion = answeredFor(subject);
    return exclusion === undefined ? [] : [{ subject, problem, reason: exclusion.reason, owner: exclusion.owner, expires: exclusion.expires }];
  });
  if (findings.length > 0) return { ...about, outcome: { ...outcome, findings }, excluded };
  const { population, evidence } = outcome;
  return { ...about, outcome: { outcome: 'pass', population, evidence: [...evidence, { text: `${excluded.length} findings are answered for by somebody until a date` }] }, excluded };
}
