import { describe, expect, it } from '@jest/globals';
import { checkAnswers, type Answer } from './answers.js';
import { aCatalogue, aStatement } from './small-catalogue.fixture.js';

const catalogue = aCatalogue(
  aStatement('legal-compliance', 1, 1, { critical: true }),
  aStatement('legal-compliance', 1, 2),
);

describe('checkAnswers', () => {
  it('lets every answer to a statement of the catalogue stand, not_applicable where it is not critical', () => {
    for (const answer of ['yes', 'partial', 'no', 'not_applicable'] as const) {
      expect(checkAnswers(catalogue, new Map([['LEG-1-02', answer]]))).toEqual([]);
    }
    expect(checkAnswers(catalogue, new Map([['LEG-1-01', 'no']]))).toEqual([]);
  });

  it('names each answer that cannot stand and why', () => {
    const answers = new Map<string, Answer>([
      ['LEG-1-01', 'not_applicable'],
      ['__proto__', 'yes'],
      ['LEG-1-02', 'perhaps' as Answer],
    ]);
    expect(checkAnswers(catalogue, answers)).toEqual([
      { statementId: 'LEG-1-01', reason: 'not_applicable_on_critical' },
      { statementId: '__proto__', reason: 'unknown_statement' },
      { statementId: 'LEG-1-02', reason: 'unknown_answer' },
    ]);
  });
});
