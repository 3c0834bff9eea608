import { member } from './manifests.ts';

/** What a scanner's report says of one known weakness. */
export interface Weakness {
  readonly subject: string;
  readonly severity: string;
}

/** What is grave enough to be mended before a release. */
const GRAVE = /^(high|critical)$/i;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown, usual = '?'): string => (typeof value === 'string' ? value : usual);

/**
 * Reads the report of a scanner: npm audit, Trivy, Grype, as JSON.
 * @returns its grave weaknesses; undefined where it is no such report
 */
export function graveWeaknessesIn(text: string): readonly Weakness[] | undefined {
  const report = parsed(text);
  const readers = [ofNpm, ofTrivy, ofGrype];
  for (const read of readers) {
    const found = read(report);
    if (found !== undefined) return found.filter(({ severity }) => GRAVE.test(severity));
  }
  return undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return member(JSON.parse(text));
  } catch {
    return {};
  }
}

function ofNpm(report: Readonly<Record<string, unknown>>): readonly Weakness[] | undefined {
  if (Object.keys(member(report, 'metadata', 'vulnerabilities')).length === 0) return undefined;
  return Object.entries({ ...member(report, 'vulnerabilities'), ...member(report, 'advisories') }).map(([name, one]) => ({ subject: textOf(member(one)['module_name'], name), severity: textOf(member(one)['severity']) }));
}

function ofTrivy({ Results: results }: Readonly<Record<string, unknown>>): readonly Weakness[] | undefined {
  if (!Array.isArray(results)) return undefined;
  return results.flatMap((result) => listOf(member(result)['Vulnerabilities']).map((one) => ({ subject: `${textOf(member(one)['PkgName'])} ${textOf(member(one)['VulnerabilityID'])}`, severity: textOf(member(one)['Severity']) })));
}

function ofGrype({ matches }: Readonly<Record<string, unknown>>): readonly Weakness[] | undefined {
  if (!Array.isArray(matches)) return undefined;
  return matches.map((match) => ({ subject: `${textOf(member(match, 'artifact')['name'])} ${textOf(member(match, 'vulnerability')['id'])}`, severity: textOf(member(match, 'vulnerability')['severity']) }));
}
