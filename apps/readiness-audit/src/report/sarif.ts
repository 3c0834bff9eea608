import { createHash } from 'node:crypto';
import type { Finding, Severity } from '../judge/outcome.ts';
import { type Exchanges, reproductionOf } from './evidence.ts';
import type { CheckReport, Report } from './report.ts';
import { areaOf, isUnmeasured, restOf, titleOfArea } from './wording.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { P0: 'error', P1: 'warning', P2: 'note' };
/** GitHub reads it as the severity of a security rule: above 9 is critical, above 7 high, above 4 medium. */
const SECURITY: Readonly<Record<Severity, string>> = { P0: '9.5', P1: '7.5', P2: '3.0' };
/** Where a result stands that no file of the repository is to blame for. */
const TARGET_FILE = 'plumbline-audit.yml';
const SECURE_AREAS = new Set(['payments', 'validation', 'access', 'web', 'rate']);

/** The same finding of two runs has the same print: ids, times and counts in its words are left out. */
function fingerprint(check: string, { subject, problem }: Pick<Finding, 'subject' | 'problem'>): string {
  return createHash('sha256').update([check, subject, problem.replace(/[\da-f]{8}-[\da-f-]{27}|\d+/gi, '#')].join('\n')).digest('hex');
}

/** A path as a URI reference, relative to the repository. SARIF 2.1.0 section 3.4.4. */
const uriOf = (file: string): string => file.replaceAll('\\', '/').replace(/^(\.{0,2}\/)+/, '').split('/').map(encodeURIComponent).join('/');

/** Code scanning takes no result without a file, and shows none without a line: what was seen on the wire stands at the start of the document that describes it. */
function locationOf({ subject, file, line }: Pick<Finding, 'subject' | 'file' | 'line'>, { baseUrl, document = TARGET_FILE }: Report['target']): unknown {
  const physicalLocation = { artifactLocation: { uri: uriOf(file ?? document), uriBaseId: '%SRCROOT%' }, region: { startLine: file === undefined ? 1 : line ?? 1 } };
  if (file !== undefined) return { physicalLocation };
  const path = /^[A-Z]+ (\/\S*)$/.exec(subject)?.[1];
  return { physicalLocation, logicalLocations: [{ name: subject, fullyQualifiedName: path === undefined ? subject : `${subject.split(' ')[0] ?? ''} ${baseUrl.replace(/\/$/, '')}${path}`, kind: 'resource' }] };
}

function ruleOf({ meta, severity }: CheckReport): unknown {
  const area = areaOf(meta.id);
  const isSecurity = SECURE_AREAS.has(area);
  return {
    id: meta.id,
    name: meta.title,
    shortDescription: { text: meta.title },
    fullDescription: { text: meta.why },
    help: { text: `${meta.how}\n\nTo mend it: ${meta.mend}\n\nSources: ${meta.sources.join('; ')}`, markdown: `${meta.how}\n\n**To mend it:** ${meta.mend}\n\n${meta.sources.map((source) => `- ${source}`).join('\n')}` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [titleOfArea(area), severity, meta.mode, ...(isSecurity ? ['security'] : [])], precision: 'high', ...(isSecurity ? { 'security-severity': SECURITY[severity] } : {}) },
  };
}

function resultsOf(check: CheckReport, ruleIndex: number, target: Report['target'], exchanges: Exchanges): readonly unknown[] {
  const { meta, severity, outcome, excluded } = check;
  const result = (finding: Finding): Record<string, unknown> => {
    const command = reproductionOf(finding, exchanges);
    return {
      ruleId: meta.id, ruleIndex, kind: 'fail', level: LEVELS[severity],
      message: { text: `${finding.subject}${restOf(finding)}` },
      locations: [locationOf(finding, target)],
      partialFingerprints: { 'plumblineAudit/v1': fingerprint(meta.id, finding) },
      ...(command === undefined && finding.exchange === undefined ? {} : { properties: { ...(finding.exchange === undefined ? {} : { exchange: finding.exchange }), ...(command === undefined ? {} : { reproduce: command }) } }),
    };
  };
  const suppressed = excluded.map(({ reason, owner, expires, ...finding }) => ({ ...result(finding), suppressions: [{ kind: 'external', status: 'accepted', justification: `${reason} (${owner}, until ${expires})` }] }));
  const failed = outcome.outcome === 'fail' ? outcome.findings.map(result) : [];
  // Section 3.27.9: `open` says that there was too little to decide by; its level is none.
  const open = outcome.outcome === 'not-available' ? [{ ruleId: meta.id, ruleIndex, kind: 'open', level: 'none', message: { text: `Not measured: ${outcome.reason}` }, locations: [locationOf({ subject: meta.id }, target)], partialFingerprints: { 'plumblineAudit/v1': fingerprint(meta.id, { subject: '', problem: 'not measured' }) } }] : [];
  return [...failed, ...suppressed, ...open];
}

/** A report as SARIF 2.1.0: a check is a rule, a finding is a result, what could not be measured is an open result, a broken check is a notification. */
export function sarifOf(report: Report, exchanges: Exchanges = new Map()): string {
  const { tool, target, checks, startedAt, endedAt, ended, judgement } = report;
  const notifications = checks.flatMap(({ meta, outcome }) => (outcome.outcome === 'error' ? [{ level: 'error', message: { text: outcome.reason }, associatedRule: { id: meta.id } }] : []));
  const run = {
    tool: { driver: { name: tool.name, semanticVersion: tool.version, version: tool.version, rules: checks.map(ruleOf) } },
    invocations: [{ executionSuccessful: ended === undefined, startTimeUtc: new Date(startedAt).toISOString(), endTimeUtc: new Date(endedAt).toISOString(), toolExecutionNotifications: [...notifications, ...(ended === undefined ? [] : [{ level: 'error', message: { text: ended } }])] }],
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository that was audited.' } } },
    results: checks.flatMap((check, place) => resultsOf(check, place, target, exchanges)),
    properties: { target: target.name, baseUrl: target.baseUrl, verdict: judgement.verdict, score: judgement.score, unmeasured: checks.filter(isUnmeasured).length },
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}
