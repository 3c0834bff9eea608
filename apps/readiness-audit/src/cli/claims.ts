import { CHECKS } from '../checks/index.ts';
import { type Claim, type Decision, VERDICTS_OF_CLAIMS } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import { readClaims } from '../claims/read-claims.ts';
import { plain } from '../report/escape.ts';
import { METRICS } from '../report/metrics.ts';
import { readReport } from '../report/read-report.ts';
import { valueOf } from '../report/wording.ts';
import { argumentsOf, assertCount } from './arguments.ts';
import { type Output, STDOUT } from './output.ts';
import { Sentence } from './sentence.ts';

export const CLAIMS_USAGE = `Usage: plumbline-audit claims CLAIMS.yml REPORT [--max-age DAYS] [--json]

Holds what somebody says against what was measured: CONFIRMED, REFUTED, UNMEASURABLE or STALE. Ends with 1 when something is refuted.
  --max-age DAYS  an older report decides nothing
  --json          for programs`;

const SIGNS = { 'at-least': 'at least ', 'at-most': 'at most ', equal: '' } as const;

function claimed({ value, unit, compare = 'equal' }: Claim): string {
  return typeof value === 'boolean' || unit === 'holds' ? `it ${value === true ? 'holds' : 'does not hold'}` : SIGNS[compare] + valueOf({ value, unit });
}

function line({ claim, verdict, measured, because }: Decision): string {
  return [`${verdict.padEnd(12)}  ${claim.id}: ${plain(claim.says)}`, `${' '.repeat(14)}claimed: ${claimed(claim)}; measured: ${measured === '' ? 'nothing' : measured}. ${plain(because)}`, `${' '.repeat(14)}${plain(claim.source)}`].join('\n');
}

function ageOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (!(days > 0)) throw new Sentence(`--max-age takes a number of days greater than 0, not ${text}.`);
  return days;
}

/** `claims CLAIMS.yml REPORT`. @returns 1 when a claim is refuted. @throws Sentence */
export const claims = (args: readonly string[]): Promise<number> => claimsOn(STDOUT, args);

/** As `claims`. @param output in place of the terminal */
export async function claimsOn(output: Output, args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, { json: { type: 'boolean' }, 'max-age': { type: 'string' } }, CLAIMS_USAGE);
  assertCount(positionals, [2, 2], CLAIMS_USAGE);
  const age = ageOf(values['max-age']);
  const file = readClaims(positionals[0] ?? '');
  const report = readReport(positionals[1] ?? '');
  const known = { checks: new Set(CHECKS.map(({ meta }) => meta.id)), metrics: new Set<string>(METRICS) };
  const decisions = decide(age === undefined ? file : { ...file, maxAgeDays: age }, report, known, Date.now());
  const counts = VERDICTS_OF_CLAIMS.map((verdict) => `${decisions.filter((one) => one.verdict === verdict).length} ${verdict}`).join(', ');
  await output.write(values.json === true ? `${JSON.stringify(decisions, null, 2)}\n` : `${decisions.map(line).join('\n')}\n\n${counts}\n`);
  return decisions.some(({ verdict }) => verdict === 'REFUTED') ? 1 : 0;
}
