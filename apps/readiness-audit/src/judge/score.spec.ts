import { describe, expect, it } from '@jest/globals';
import type { Outcome, Severity } from './outcome.ts';
import { type Extent, type Gate, judge, type Scored, scoreOf } from './score.ts';

const scored = (severity: Severity, outcome: Outcome['outcome'], id = `${severity}.${outcome}`) => ({ id, severity, outcome });
const gate = { floor: 0, strict: false };

describe('the score', () => {
  it('counts what was not measured as failed in the floor and as passed in the ceiling', () => {
    const score = scoreOf([scored('P0', 'pass'), scored('P1', 'fail'), scored('P1', 'not-available'), scored('P2', 'error')]);
    expect(score).toEqual({ floor: 10 / 22, ceiling: 17 / 22, coverage: 15 / 22, weights: { passed: 10, failed: 5, unmeasured: 7 } });
  });

  it('leaves out what does not apply', () => {
    expect(scoreOf([scored('P0', 'pass'), scored('P0', 'not-applicable')])).toMatchObject({ floor: 1, ceiling: 1, coverage: 1 });
  });

  it('is no figure when nothing applies', () => {
    expect(scoreOf([scored('P0', 'not-applicable')])).toMatchObject({ floor: null, ceiling: null, coverage: null });
  });
});

describe('the verdict', () => {
  it.each([
    ['READY', 0, [scored('P0', 'pass')], gate],
    ['BLOCKED by any failed P0, whatever the score', 1, [scored('P0', 'fail'), ...Array.from({ length: 50 }, (_, place) => scored('P0', 'pass', `p${place}`))], gate],
    ['BELOW THE GATE', 1, [scored('P0', 'pass'), scored('P1', 'fail')], { ...gate, floor: 0.9 }],
    ['NOT PROVEN while a P0 was not measured', 2, [scored('P0', 'not-available'), scored('P0', 'pass')], gate],
    ['NOT PROVEN when a check broke', 2, [scored('P0', 'error'), scored('P0', 'pass')], gate],
    ['NOT PROVEN blocks when strict', 1, [scored('P0', 'not-available'), scored('P0', 'pass')], { ...gate, strict: true }],
    ['NOT PROVEN when nothing passed', 2, [scored('P1', 'not-available'), scored('P0', 'not-applicable')], gate],
    ['NOT PROVEN when it was cut short', 2, [scored('P0', 'pass')], gate, 'cut short'],
    ['PASSED IN PART when only some checks were made', 0, [scored('P0', 'pass')], gate, 'part'],
    ['READY with warnings within their budget', 0, [scored('P0', 'pass'), scored('P1', 'fail')], { ...gate, warnings: 1 }],
    ['READY, but more warnings than the budget', 2, [scored('P0', 'pass'), scored('P1', 'fail'), scored('P2', 'fail')], { ...gate, warnings: 1 }],
  ] as readonly (readonly [string, number, readonly Scored[], Gate, Extent?])[])('%s: exit %i', (...[name, exitCode, checks, told, extent]: readonly [string, number, readonly Scored[], Gate, Extent?]) => {
    const judged = judge(checks, told, extent);
    expect(judged.exitCode).toBe(exitCode);
    expect(name.startsWith(judged.verdict)).toBe(true);
  });
});
