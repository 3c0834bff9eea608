import { describe, expect, it } from '@jest/globals';
import { Inapplicable, Unavailable } from '../gather/unavailable.ts';
import { type AnyCheck, readingCheck } from './check.ts';
import { judgeCheck } from './judge-check.ts';
import type { Verdict } from './outcome.ts';

const meta = { id: 'area.check', title: 'A check', mode: 'passive', severity: 'P1', why: '', how: '', mend: '', sources: [] } as const;
const saying = (judge: () => Verdict): AnyCheck => readingCheck({ meta, needs: [], judge });
const nothing = { artifacts: {}, own: {} };
const population = { count: 1, of: 'things' };
const evidence = [{ text: 'seen' }];

describe('the truth rules', () => {
  it('takes a pass over something, with evidence', () => {
    expect(judgeCheck(saying(() => ({ outcome: 'pass', population, evidence })), nothing)).toEqual({ outcome: 'pass', population, evidence });
  });

  it.each([
    ['a pass over nothing', { outcome: 'pass', population: { count: 0, of: 'things' }, evidence }],
    ['a pass without evidence', { outcome: 'pass', population, evidence: [] }],
    ['a failure without a finding', { outcome: 'fail', population, evidence, findings: [] }],
    ['not applicable without a reason', { outcome: 'not-applicable', reason: '' }],
    ['not available without a reason', { outcome: 'not-available', reason: '' }],
  ] as const)('calls %s an error of the check', (_name, verdict) => {
    expect(judgeCheck(saying(() => verdict), nothing)).toMatchObject({ outcome: 'error' });
  });

  it('calls a check that breaks an error, and no failure of the service', () => {
    const broken = saying(() => {
      throw new TypeError('undefined is no function');
    });
    expect(judgeCheck(broken, nothing)).toEqual({ outcome: 'error', reason: 'The check broke: undefined is no function' });
  });

  it.each([
    ['not-available', new Unavailable('no login')],
    ['not-applicable', new Inapplicable('no payments')],
  ] as const)('hears %s from the judge', (outcome, error) => {
    const silent = saying(() => {
      throw error;
    });
    expect(judgeCheck(silent, nothing)).toEqual({ outcome, reason: error.message });
  });

  it('is not available where what it needs was not gathered, with the reason of that', () => {
    const check: AnyCheck = readingCheck({ meta, needs: ['document'], judge: () => ({ outcome: 'pass', population, evidence }) });
    expect(judgeCheck(check, { artifacts: { document: { outcome: 'not-available', reason: 'There is none.' } }, own: {} })).toEqual({ outcome: 'not-available', reason: 'There is none.' });
  });

  it('says what its probe said', () => {
    const check = saying(() => ({ outcome: 'pass', population, evidence }));
    expect(judgeCheck(check, { artifacts: {}, own: { 'area.check': { outcome: 'not-applicable', reason: 'Nothing is uploaded.' } } })).toEqual({ outcome: 'not-applicable', reason: 'Nothing is uploaded.' });
  });
});
