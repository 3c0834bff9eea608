import { describe, expect, it } from '@jest/globals';
import type { Answer, Answers } from './answers.js';
import type { Catalogue } from './catalogue/catalogue.js';
import { score, toPercentages, type Settlement } from './scoring.js';
import { aCatalogue, aStatement } from './small-catalogue.fixture.js';

const LEGAL = 'legal-compliance';
const FINANCE = 'finance-accounting';
const NOTHING: Settlement = new Set();

function answers(given: Record<string, Answer>): Answers {
  return new Map(Object.entries(given));
}

function declared(catalogue: Catalogue, given: Record<string, Answer>) {
  return score(catalogue, answers(given), NOTHING).total.declared;
}

describe('the declared band', () => {
  const three = aCatalogue(
    aStatement(LEGAL, 1, 1, { weight: 5 }),
    aStatement(LEGAL, 1, 2, { weight: 3 }),
    aStatement(LEGAL, 1, 3, { weight: 2 }),
  );

  it.each<[Answer, number]>([
    ['yes', 1],
    ['partial', 0.5],
    ['no', 0],
  ])('counts %s as %d', (answer, worth) => {
    expect(declared(three, { 'LEG-1-01': answer, 'LEG-1-02': answer, 'LEG-1-03': answer })).toEqual({
      floor: worth,
      ceiling: worth,
      coverage: 1,
    });
  });

  it('weighs the statements of an area', () => {
    expect(declared(three, { 'LEG-1-01': 'yes', 'LEG-1-02': 'partial', 'LEG-1-03': 'no' })?.floor).toBe(6.5 / 10);
  });

  it('counts an open statement as no in the floor and as yes in the ceiling', () => {
    expect(declared(three, { 'LEG-1-01': 'yes' })).toEqual({ floor: 0.5, ceiling: 1, coverage: 0.5 });
    expect(declared(three, {})).toEqual({ floor: 0, ceiling: 1, coverage: 0 });
  });

  it('leaves not_applicable out of the denominator', () => {
    expect(declared(three, { 'LEG-1-01': 'not_applicable', 'LEG-1-02': 'yes', 'LEG-1-03': 'no' })).toEqual({
      floor: 3 / 5,
      ceiling: 3 / 5,
      coverage: 1,
    });
  });

  it('is null, not 0, where nothing is left to judge', () => {
    const result = score(
      three,
      answers({ 'LEG-1-01': 'not_applicable', 'LEG-1-02': 'not_applicable', 'LEG-1-03': 'not_applicable' }),
      NOTHING,
    );
    expect(result.total).toEqual({ declared: null, verified: null });
    expect(result.areas).toEqual([{ area: LEGAL, declared: null, verified: null }]);
    expect(result.tiers[0]).toEqual({ tier: 1, declared: null, verified: null });
  });
});

describe('the total', () => {
  it('is the mean of the areas, however long each of them is', () => {
    const catalogue = aCatalogue(
      ...[1, 2, 3, 4].map((number) => aStatement(LEGAL, 1, number)),
      aStatement(FINANCE, 1, 1, { weight: 5 }),
    );
    const all = {
      'LEG-1-01': 'yes',
      'LEG-1-02': 'yes',
      'LEG-1-03': 'yes',
      'LEG-1-04': 'no',
      'FIN-1-01': 'no',
    } as const;
    expect(declared(catalogue, all)?.floor).toBe((0.75 + 0) / 2);
  });

  it('leaves out an area that has nothing to judge', () => {
    const catalogue = aCatalogue(aStatement(LEGAL, 1, 1), aStatement(FINANCE, 1, 1));
    expect(declared(catalogue, { 'LEG-1-01': 'yes', 'FIN-1-01': 'not_applicable' })).toEqual({
      floor: 1,
      ceiling: 1,
      coverage: 1,
    });
  });

  it('takes coverage as the mean of the areas too, so that it explains the width of the band', () => {
    const catalogue = aCatalogue(aStatement(LEGAL, 1, 1), aStatement(FINANCE, 1, 1), aStatement(FINANCE, 1, 2));
    expect(declared(catalogue, { 'LEG-1-01': 'no', 'FIN-1-01': 'yes' })).toEqual({
      floor: 0.25,
      ceiling: 0.5,
      coverage: 0.75,
    });
  });
});

describe('the verified band', () => {
  const tiers = aCatalogue(
    aStatement(LEGAL, 1, 1),
    aStatement(LEGAL, 2, 1),
    aStatement(LEGAL, 3, 1),
    aStatement(LEGAL, 3, 2),
  );
  const allYes = answers({ 'LEG-1-01': 'yes', 'LEG-2-01': 'yes', 'LEG-3-01': 'yes', 'LEG-3-02': 'yes' });

  it('is settled by declaration on tier 1 only', () => {
    const { total } = score(tiers, allYes, NOTHING);
    expect(total.declared).toEqual({ floor: 1, ceiling: 1, coverage: 1 });
    expect(total.verified).toEqual({ floor: 0.25, ceiling: 1, coverage: 0.25 });
  });

  it('takes tiers 2 and 3 from the settlement', () => {
    expect(score(tiers, allYes, new Set(['LEG-2-01', 'LEG-3-02'])).total.verified).toEqual({
      floor: 0.75,
      ceiling: 1,
      coverage: 0.75,
    });
  });

  it('keeps a statement open that is settled but not answered', () => {
    expect(score(tiers, answers({}), new Set(['LEG-2-01'])).total.verified).toEqual({
      floor: 0,
      ceiling: 1,
      coverage: 0,
    });
  });

  it('does not rise when statements of tiers 2 and 3 are declared away', () => {
    const away = answers({
      'LEG-1-01': 'yes',
      'LEG-2-01': 'not_applicable',
      'LEG-3-01': 'not_applicable',
      'LEG-3-02': 'not_applicable',
    });
    expect(score(tiers, away, NOTHING).total.verified?.floor).toBe(0.25);
    expect(score(tiers, away, new Set(['LEG-2-01'])).total.verified?.floor).toBe(1 / 3);
  });
});

describe('the bands of areas and tiers', () => {
  const catalogue = aCatalogue(aStatement(LEGAL, 1, 1), aStatement(LEGAL, 2, 1), aStatement(FINANCE, 1, 1));
  const result = score(catalogue, answers({ 'LEG-1-01': 'yes', 'LEG-2-01': 'no', 'FIN-1-01': 'partial' }), NOTHING);

  it('stand in the order of the catalogue', () => {
    expect(result.areas.map(({ area, declared: band }) => [area, band?.floor])).toEqual([
      [LEGAL, 0.5],
      [FINANCE, 0.5],
    ]);
  });

  it('follow the rule of the total for each tier, and are null for a tier without statements', () => {
    expect(result.tiers.map(({ tier, declared: band }) => [tier, band?.floor ?? null])).toEqual([
      [1, 0.75],
      [2, 0],
      [3, null],
    ]);
  });
});

describe('answers that must not be scored', () => {
  const catalogue = aCatalogue(aStatement(LEGAL, 1, 1, { critical: true }), aStatement(LEGAL, 1, 2));

  it.each<[string, Record<string, Answer>]>([
    ['not_applicable_on_critical', { 'LEG-1-01': 'not_applicable' }],
    ['unknown_statement', { 'LEG-9-99': 'yes' }],
    ['unknown_answer', { 'LEG-1-02': 'maybe' as Answer }],
  ])('are refused: %s', (reason, given) => {
    expect(() => score(catalogue, answers(given), NOTHING)).toThrow(RangeError);
    expect(() => score(catalogue, answers(given), NOTHING)).toThrow(reason);
  });
});

describe('percentages at the door', () => {
  it('are rounded to one decimal in every band, and leave null alone', () => {
    const catalogue = aCatalogue(...[1, 2, 3].map((number) => aStatement(LEGAL, 1, number)), aStatement(FINANCE, 2, 1));
    const exact = score(catalogue, answers({ 'LEG-1-01': 'yes', 'FIN-2-01': 'not_applicable' }), NOTHING);
    expect(exact.areas[0]?.declared?.floor).toBe(1 / 3);
    expect(toPercentages(exact)).toEqual({
      total: {
        declared: { floor: 33.3, ceiling: 100, coverage: 33.3 },
        verified: { floor: 16.7, ceiling: 100, coverage: 16.7 },
      },
      areas: [
        {
          area: LEGAL,
          declared: { floor: 33.3, ceiling: 100, coverage: 33.3 },
          verified: { floor: 33.3, ceiling: 100, coverage: 33.3 },
        },
        { area: FINANCE, declared: null, verified: { floor: 0, ceiling: 100, coverage: 0 } },
      ],
      tiers: [
        {
          tier: 1,
          declared: { floor: 33.3, ceiling: 100, coverage: 33.3 },
          verified: { floor: 33.3, ceiling: 100, coverage: 33.3 },
        },
        { tier: 2, declared: null, verified: { floor: 0, ceiling: 100, coverage: 0 } },
        { tier: 3, declared: null, verified: null },
      ],
    });
  });
});
