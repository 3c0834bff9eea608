import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../judge/outcome.ts';
import { compareReports } from './compare-reports.ts';
import { checkOf, passed, reportOf } from './report.fixture.ts';

const OUTCOMES = {
  pass: passed,
  fail: { outcome: 'fail', population: { count: 1, of: 'x' }, evidence: [], findings: [{ subject: 'GET /', problem: 'p' }] },
  'not-available': { outcome: 'not-available', reason: 'r' },
  error: { outcome: 'error', reason: 'r' },
  'not-applicable': { outcome: 'not-applicable', reason: 'r' },
} as const satisfies Record<string, Outcome>;

function direction(before: Outcome, after: Outcome): string {
  const { better, worse, otherwise } = compareReports(reportOf([checkOf('a.b', 'P1', before)]), reportOf([checkOf('a.b', 'P1', after)]));
  return better.length > 0 ? 'better' : worse.length > 0 ? 'worse' : otherwise.length > 0 ? 'otherwise' : 'same';
}

describe('comparing two reports', () => {
  it.each([
    ['fail', 'pass', 'better'], ['pass', 'fail', 'worse'], ['pass', 'not-available', 'worse'], ['not-available', 'fail', 'worse'], ['fail', 'error', 'better'],
    ['error', 'not-available', 'otherwise'], ['pass', 'not-applicable', 'otherwise'], ['not-applicable', 'fail', 'worse'], ['not-applicable', 'pass', 'better'],
    ['not-applicable', 'error', 'otherwise'], ['pass', 'pass', 'same'], ['fail', 'fail', 'same'],
  ] as const)('from %s to %s is %s', (before, after, wanted) => {
    expect(direction(OUTCOMES[before], OUTCOMES[after])).toBe(wanted);
  });

  it('sees a failure spread and shrink', () => {
    const wider: Outcome = { ...OUTCOMES.fail, findings: [...OUTCOMES.fail.findings, { subject: 'POST /', problem: 'p' }] };
    expect(direction(OUTCOMES.fail, wider)).toBe('worse');
    expect(direction(wider, OUTCOMES.fail)).toBe('better');
  });

  it('does not take an exclusion for a mending', () => {
    const after = checkOf('a.b', 'P1', passed, { excluded: [{ subject: 'GET /', problem: 'p', reason: 'r', owner: 'somebody', expires: '2027-01-01' }] });
    expect(compareReports(reportOf([checkOf('a.b', 'P1', OUTCOMES.fail)]), reportOf([after]))).toMatchObject({ better: [], otherwise: [{ note: 'failed, now excluded by somebody' }] });
  });

  it('tells new checks and those that are gone', () => {
    expect(compareReports(reportOf([checkOf('a.b', 'P1', passed)]), reportOf([checkOf('a.c', 'P1', OUTCOMES.fail)]))).toMatchObject({ appeared: [{ id: 'a.c', outcome: 'fail' }], gone: [{ id: 'a.b' }], worse: [] });
  });
});
