import { describe, expect, it } from '@jest/globals';
import { incomplete, progress } from './completeness.js';
import { CatalogueEditions } from './catalogue-editions.js';
import { aCatalogue, aStatement } from './small-catalogue.fixture.js';

const LEGAL = 'legal-compliance';
const small = aCatalogue(aStatement(LEGAL, 1, 1), aStatement(LEGAL, 1, 2), aStatement(LEGAL, 2, 1), aStatement(LEGAL, 3, 1));
const { first } = new CatalogueEditions([small]);

describe('completeness', () => {
  it('asks for tier 1 only', () => {
    expect(incomplete(first, new Set(['LEG-1-01', 'LEG-1-02']))).toBeUndefined();
  });

  it('names what is open', () => {
    expect(incomplete(first, new Set(['LEG-1-02', 'LEG-2-01']))).toMatchObject({ type: { code: 'ASSESSMENT_INCOMPLETE', status: 409 }, detail: '1 of 2 statements of tier 1 are open.', extensions: { openCount: 1, openStatements: ['LEG-1-01'] } });
  });

  it('counts by tier', () => {
    expect(progress(first, new Set(['LEG-1-02', 'LEG-2-01']))).toEqual([
      { tier: 1, answered: 1, statements: 2 },
      { tier: 2, answered: 1, statements: 1 },
      { tier: 3, answered: 0, statements: 1 },
    ]);
  });
});

describe('editions of the catalogue', () => {
  const editions = new CatalogueEditions([{ ...small, version: 10 }, { ...small, version: 2 }]);

  it('stand in order, in whatever order they come', () => {
    expect(editions.all.map(({ catalogue }) => catalogue.version)).toEqual([2, 10]);
    expect(editions.first.catalogue.version).toBe(2);
    expect(editions.version(10)?.catalogue.version).toBe(10);
    expect(editions.version(3)).toBeUndefined();
  });

  it.each([[[], 2], [[2], 2], [[10, 2], 10], [[11], 2], [[11, 10], 10]])('of the published %j the newest that is shipped counts: %i', (published, expected) => {
    expect(editions.newestOf(published).catalogue.version).toBe(expected);
  });

  it('refuse two of the same version, and none', () => {
    expect(() => new CatalogueEditions([small, small])).toThrow('unique');
    expect(() => new CatalogueEditions([])).toThrow('unique');
  });
});
