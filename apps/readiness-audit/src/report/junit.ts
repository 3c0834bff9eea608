import { escaped } from './escape.ts';
import { type Exchanges, reproductionOf } from './evidence.ts';
import type { CheckReport, Report } from './report.ts';
import { count, percent, reasonOf, restOf, titleOfArea } from './wording.ts';

type Kind = 'failure' | 'error' | 'skipped' | undefined;

/** What could not be measured of a P0 is an error, as CI would take a skipped test for a harmless one. */
function kindOf({ severity, outcome: { outcome } }: CheckReport): Kind {
  if (outcome === 'pass') return undefined;
  if (outcome === 'fail') return 'failure';
  return outcome === 'error' || (outcome === 'not-available' && severity === 'P0') ? 'error' : 'skipped';
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function textOf({ meta, outcome }: CheckReport, exchanges: Exchanges): string {
  if (outcome.outcome !== 'fail') return '';
  const findings = outcome.findings.flatMap((finding) => {
    const command = reproductionOf(finding, exchanges);
    const place = finding.file === undefined ? '' : ` (${finding.file}${finding.line === undefined ? '' : `:${finding.line}`})`;
    return [`${finding.subject}${restOf(finding)}${place}`, ...(command === undefined ? [] : [`  ${command}`])];
  });
  return [...findings, '', `To mend it: ${meta.mend}`].join('\n');
}

function caseOf(check: CheckReport, exchanges: Exchanges): string {
  const { meta, severity, outcome, ms } = check;
  const kind = kindOf(check);
  const head = `    <testcase classname="${escaped(meta.id)}" name="${escaped(`${severity} ${meta.title}`)}" time="${seconds(ms)}"`;
  if (kind === undefined) return `${head}/>`;
  const message = 'reason' in outcome ? outcome.reason : count('findings' in outcome ? outcome.findings.length : 0, 'finding');
  const text = textOf(check, exchanges);
  const attributes = `type="${outcome.outcome === 'fail' ? severity : outcome.outcome}" message="${escaped(message)}"`;
  return `${head}>\n      <${kind} ${attributes}${text === '' ? '/>' : `>${escaped(text)}</${kind}>`}\n    </testcase>`;
}

/** Counts of some checks, as attributes. */
function countsOf(checks: readonly CheckReport[]): string {
  const number = (kind: Kind): number => checks.filter((check) => kindOf(check) === kind).length;
  return `tests="${checks.length}" failures="${number('failure')}" errors="${number('error')}"`;
}

/**
 * A report as JUnit XML, in the dialect of Jenkins' junit-10.xsd, which others read, too: an area is a suite, a check is a test.
 * A failed check is a failure; what broke, and a P0 that could not be measured, is an error; what else was not measured, or does not apply, is skipped.
 */
export function junitOf(report: Report, exchanges: Exchanges = new Map()): string {
  const { areas, checks, target, judgement: { verdict, score }, startedAt, endedAt } = report;
  const properties = [['verdict', verdict], ['reason', reasonOf(report)], ['floor', percent(score.floor)], ['ceiling', percent(score.ceiling)], ['coverage', percent(score.coverage)]] as const;
  const suites = areas.map(({ area }) => {
    const own = checks.filter(({ meta }) => meta.id.startsWith(`${area}.`));
    const skipped = own.filter((check) => kindOf(check) === 'skipped').length;
    return [
      `  <testsuite name="${escaped(titleOfArea(area))}" ${countsOf(own)} skipped="${skipped}" time="${seconds(own.reduce((sum, { ms }) => sum + ms, 0))}" timestamp="${escaped(startedAt)}" hostname="${escaped(new URL(target.baseUrl).hostname)}">`,
      '    <properties>',
      ...properties.map(([name, value]) => `      <property name="${name}" value="${escaped(value)}"/>`),
      '    </properties>',
      ...own.map((check) => caseOf(check, exchanges)),
      '  </testsuite>',
    ].join('\n');
  });
  const head = `<testsuites name="${escaped(`plumbline-audit ${target.name}`)}" ${countsOf(checks)} time="${seconds(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)))}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>', ''].join('\n');
}
