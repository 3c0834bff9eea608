import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../answers.js';
import { AREA_IDS } from '../catalogue/catalogue.js';
import { aCatalogue, aStatement } from '../small-catalogue.fixture.js';
import { meanReaches, outcomeOf } from './outcome.js';

const LEGAL = 'legal-compliance';

describe('what a verification comes to', () => {
  const catalogue = aCatalogue(aStatement(LEGAL, 1, 1, { weight: 4, critical: true }), aStatement(LEGAL, 2, 1, { weight: 3, critical: true }), aStatement(LEGAL, 3, 1, { weight: 3 }));
  const outcome = (answers: Record<string, Answer>, ...settled: string[]) => outcomeOf(catalogue, new Map(Object.entries(answers)), new Set(settled));
  const ALL = { 'LEG-1-01': 'yes', 'LEG-2-01': 'yes', 'LEG-3-01': 'yes' } as const;

  it('is eligible from exactly 70 % on', () => {
    expect(outcome(ALL, 'LEG-2-01')).toEqual({ verifiedFloor: 0.7, declaredFloor: 1, criticalFailed: 0, eligible: true });
  });

  it.each<[string, Record<string, Answer>, string[], number]>([
    ['a critical statement that is unproven', ALL, ['LEG-3-01'], 1],
    ['a critical statement that is open', { 'LEG-1-01': 'yes', 'LEG-3-01': 'yes' }, ['LEG-3-01'], 1],
    ['a critical statement that is half so', { ...ALL, 'LEG-2-01': 'partial' }, ['LEG-2-01', 'LEG-3-01'], 1],
    ['critical statements that are denied', { ...ALL, 'LEG-1-01': 'no', 'LEG-2-01': 'no' }, ['LEG-2-01', 'LEG-3-01'], 2],
  ])('is not eligible for %s', (_what, answers, settled, criticalFailed) => {
    expect(outcome(answers, ...settled)).toMatchObject({ criticalFailed, eligible: false });
  });

  it('of nothing answered is nothing', () => {
    expect(outcome({})).toEqual({ verifiedFloor: 0, declaredFloor: 0, criticalFailed: 2, eligible: false });
  });
});

describe('the mean of the areas', () => {
  const areas = (...shares: readonly (readonly [number, number])[]) => shares.map(([earned, weight]) => ({ earned, weight, open: 0 }));

  it('of ten times 70 % is 70 %, which floating point does not know', () => {
    const ten = AREA_IDS.map(() => [7, 10] as const);
    expect(ten.reduce((sum, [earned, weight]) => sum + earned / weight, 0) / 10).not.toBe(0.7);
    expect(meanReaches(70, areas(...ten))).toBe(true);
  });

  it('misses by a hair', () => {
    expect(meanReaches(70, areas([7, 10], [699, 1000]))).toBe(false);
    expect(meanReaches(70, areas([7, 10], [701, 1000]))).toBe(true);
  });

  it('passes over areas with nothing to judge, and nothing at all reaches nothing', () => {
    expect(meanReaches(70, areas([7, 10], [0, 0]))).toBe(true);
    expect(meanReaches(0, [])).toBe(false);
  });

  it('agrees with floating point wherever that is sure', () => {
    const area = fc.integer({ min: 1, max: 60 }).chain((weight) => fc.integer({ min: 0, max: weight * 2 }).map((halves) => [halves / 2, weight] as const));
    fc.assert(fc.property(fc.array(area, { minLength: 1, maxLength: 10 }), (all) => {
      const mean = all.reduce((sum, [earned, weight]) => sum + earned / weight, 0) / all.length;
      if (Math.abs(mean - 0.7) > 1e-9) expect(meanReaches(70, areas(...all))).toBe(mean > 0.7);
    }));
  });
});
