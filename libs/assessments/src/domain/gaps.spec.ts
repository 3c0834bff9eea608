import { describe, expect, it } from '@jest/globals';
import type { Answer } from './answers.js';
import { gaps } from './gaps.js';
import { aCatalogue, aStatement } from './small-catalogue.fixture.js';

const LEGAL = 'legal-compliance';
const FINANCE = 'finance-accounting';

const catalogue = aCatalogue(
  aStatement(LEGAL, 1, 1, { weight: 2, critical: true }),
  aStatement(LEGAL, 1, 2, { weight: 5 }),
  aStatement(LEGAL, 1, 3, { weight: 4 }),
  aStatement(LEGAL, 1, 4, { weight: 3 }),
  aStatement(LEGAL, 2, 1, { weight: 5 }),
  aStatement(FINANCE, 1, 1, { weight: 2 }),
  aStatement(FINANCE, 1, 2, { weight: 1, critical: true }),
  aStatement(FINANCE, 1, 3, { weight: 5 }),
);
const given = new Map<string, Answer>([
  ['LEG-1-01', 'partial'],
  ['LEG-1-02', 'partial'],
  ['LEG-1-03', 'partial'],
  ['LEG-1-04', 'no'],
  ['LEG-2-01', 'yes'],
  ['FIN-1-02', 'no'],
  ['FIN-1-03', 'not_applicable'],
]);

describe('gaps', () => {
  it('puts critical statements first, then weight times missing score, then the id', () => {
    expect(gaps(catalogue, given).map((gap) => [gap.statement.id, gap.answer, gap.missing, gap.impact])).toEqual([
      ['FIN-1-02', 'no', 1, 1],
      ['LEG-1-01', 'partial', 0.5, 1],
      ['LEG-1-04', 'no', 1, 3],
      ['LEG-1-02', 'partial', 0.5, 2.5],
      ['FIN-1-01', 'open', 1, 2],
      ['LEG-1-03', 'partial', 0.5, 2],
    ]);
  });

  it('carries the remediation and the service that helps', () => {
    expect(gaps(catalogue, given)[0]?.statement).toMatchObject({
      remediation: { text: 'Do FIN-1-02.', effort: 'days', source: { url: 'https://www.sba.gov/' } },
      serviceCategory: 'legal',
    });
  });

  it('lists every statement as open before the first answer', () => {
    const all = gaps(catalogue, new Map());
    expect(all).toHaveLength(8);
    expect(new Set(all.map((gap) => gap.answer))).toEqual(new Set(['open']));
  });

  it('refuses not_applicable on a critical statement', () => {
    expect(() => gaps(catalogue, new Map([['LEG-1-01', 'not_applicable']]))).toThrow('not_applicable_on_critical');
  });
});
