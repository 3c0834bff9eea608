import { describe, expect, it } from '@jest/globals';
import { incomplete, progress } from './completeness.js';
import { PublishedCatalogues } from './published-catalogues.js';
import { aCatalogue, aStatement } from './small-catalogue.fixture.js';

const LEGAL = 'legal-compliance';
const small = aCatalogue(aStatement(LEGAL, 1, 1), aStatement(LEGAL, 1, 2), aStatement(LEGAL, 2, 1), aStatement(LEGAL, 3, 1));
const { newest } = new PublishedCatalogues([small]);

describe('completeness', () => {
  it('asks for tier 1 only', () => {
    expect(incomplete(newest, new Set(['LEG-1-01', 'LEG-1-02']))).toBeUndefined();
  });

  it('names what is open', () => {
    expect(incomplete(newest, new Set(['LEG-1-02', 'LEG-2-01']))).toMatchObject({ type: { code: 'ASSESSMENT_INCOMPLETE', status: 409 }, detail: '1 of 2 statements of tier 1 are open.', extensions: { openCount: 1, openStatements: ['LEG-1-01'] } });
  });

  it('counts by tier', () => {
    expect(progress(newest, new Set(['LEG-1-02', 'LEG-2-01']))).toEqual([
      { tier: 1, answered: 1, statements: 2 },
      { tier: 2, answered: 1, statements: 1 },
      { tier: 3, answered: 0, statements: 1 },
    ]);
  });
});

describe('published catalogues', () => {
  it('know their newest version in whatever order they come', () => {
    const published = new PublishedCatalogues([{ ...small, version: 10 }, { ...small, version: 2 }]);
    expect(published.newest.catalogue.version).toBe(10);
    expect(published.version(2)?.catalogue.version).toBe(2);
    expect(published.version(3)).toBeUndefined();
  });

  it('refuse two of the same version, and none', () => {
    expect(() => new PublishedCatalogues([small, small])).toThrow('unique');
    expect(() => new PublishedCatalogues([])).toThrow('unique');
  });
});
