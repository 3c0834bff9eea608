import { describe, expect, it } from '@jest/globals';
import { CatalogueEditions } from './catalogue-editions.js';
import { aCatalogue, aStatement } from './small-catalogue.fixture.js';
import { checkTierResponses, type TierResponse } from './tier-responses.js';

const LEGAL = 'legal-compliance';
const { first } = new CatalogueEditions([aCatalogue(aStatement(LEGAL, 1, 1, { critical: true }), aStatement(LEGAL, 1, 2), aStatement(LEGAL, 2, 1))]);
const check = (...responses: readonly TierResponse[]) => checkTierResponses(first, { tier: 1, responses }).map(({ pointer, code }) => `${pointer} ${code}`);

describe('a submission of tier responses', () => {
  it('can stand when each row answers another statement of the tier', () => {
    expect(check({ statementId: 'LEG-1-01', answer: 'partial', reason: 'half done' }, { statementId: 'LEG-1-02', answer: 'not_applicable', reason: 'we have no staff' })).toEqual([]);
  });

  it('can take an answer back, also on a critical statement', () => {
    expect(check({ statementId: 'LEG-1-01', answer: null })).toEqual([]);
  });

  it.each<[string, TierResponse, string]>([
    ['an unknown statement', { statementId: 'LEG-1-99', answer: 'yes' }, '/responses/1/statementId UNKNOWN_STATEMENT'],
    ['a name that objects inherit', { statementId: 'constructor', answer: 'yes' }, '/responses/1/statementId UNKNOWN_STATEMENT'],
    ['a statement of another tier', { statementId: 'LEG-2-01', answer: 'yes' }, '/responses/1/statementId WRONG_TIER'],
    ['the same statement twice', { statementId: 'LEG-1-02', answer: 'no' }, '/responses/1/statementId DUPLICATE'],
    ['not_applicable on a critical statement', { statementId: 'LEG-1-01', answer: 'not_applicable', reason: 'no' }, '/responses/1/answer CRITICAL_STATEMENT'],
    ['a reason without an answer', { statementId: 'LEG-1-01', answer: null, reason: 'no' }, '/responses/1/reason NOT_ALLOWED'],
  ])('is refused for %s, in the row where it stands', (_what, response, expected) => {
    expect(check({ statementId: 'LEG-1-02', answer: 'yes' }, response)).toEqual([expected]);
  });

  it('names everything that is wrong at once', () => {
    expect(check({ statementId: 'LEG-1-01', answer: 'not_applicable' }, { statementId: 'LEG-1-02', answer: 'not_applicable' }, { statementId: 'NOPE', answer: 'no' })).toEqual([
      '/responses/0/answer CRITICAL_STATEMENT',
      '/responses/0/reason REQUIRED',
      '/responses/1/reason REQUIRED',
      '/responses/2/statementId UNKNOWN_STATEMENT',
    ]);
  });

  it('reports at most 50 findings', () => {
    expect(check(...Array.from({ length: 60 }, () => ({ statementId: 'NOPE', answer: 'no' as const })))).toHaveLength(50);
  });
});
