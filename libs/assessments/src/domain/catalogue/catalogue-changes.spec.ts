import { describe, expect, it } from '@jest/globals';
import { aCatalogue, aStatement } from '../small-catalogue.fixture.js';
import { type Amendment, amend } from './amendments.js';
import { compareCatalogues } from './catalogue-changes.js';

const LEGAL = 'legal-compliance';
const before = aCatalogue(aStatement(LEGAL, 1, 1), aStatement(LEGAL, 1, 2), aStatement(LEGAL, 2, 1));
const next = (...amendments: readonly Amendment[]) => amend(before, { version: 2, publishedOn: '2026-11-23', amendments });
const added = aStatement(LEGAL, 1, 3);

describe('the difference of two versions', () => {
  it.each<[string, Amendment[], object]>([
    ['nothing', [], { added: [], removed: [], changed: [], areas: [] }],
    ['a statement more', [{ why: 'w', add: added }], { added: [added], removed: [], changed: [] }],
    ['a statement less', [{ why: 'w', retire: 'LEG-1-02' }], { added: [], removed: [before.areas[0]!.statements[1]], changed: [] }],
    ['a weight', [{ why: 'w', revise: 'LEG-1-01', as: { weight: 5 } }], { changed: [{ id: 'LEG-1-01', members: [{ member: 'weight', before: '1', after: '5' }] }] }],
    ['whether it is critical', [{ why: 'w', revise: 'LEG-1-01', as: { critical: true } }], { changed: [{ id: 'LEG-1-01', members: [{ member: 'critical', before: 'false', after: 'true' }] }] }],
    [
      'members within members',
      [{ why: 'w', revise: 'LEG-2-01', as: { remediation: { ...before.areas[0]!.statements[2]!.remediation, effort: 'weeks', source: { title: 'Another', url: 'https://www.sba.gov/' } } } }],
      { added: [], removed: [], changed: [{ id: 'LEG-2-01', members: [{ member: 'remediation.effort', before: 'days', after: 'weeks' }, { member: 'remediation.source.title', before: 'A source', after: 'Another' }] }] },
    ],
  ])('%s', (_what, amendments, expected) => {
    expect(compareCatalogues(before, next(...amendments))).toMatchObject(expected);
  });

  it('is told the other way round, too', () => {
    expect(compareCatalogues(next({ why: 'w', add: added }, { why: 'w', revise: 'LEG-1-01', as: { weight: 5 } }), before)).toEqual({ added: [], removed: [added], changed: [{ id: 'LEG-1-01', members: [{ member: 'weight', before: '5', after: '1' }] }], areas: [] });
  });

  it('names an area that is called otherwise', () => {
    const renamed = { ...before, version: 2, areas: before.areas.map((area) => ({ ...area, title: 'Law' })) };
    expect(compareCatalogues(before, renamed)).toEqual({ added: [], removed: [], changed: [], areas: [{ id: LEGAL, members: [{ member: 'title', before: LEGAL, after: 'Law' }] }] });
  });
});

describe('amendments', () => {
  it('make another catalogue in the order of ids and leave the one before as it was', () => {
    const copy = structuredClone(before);
    expect(next({ why: 'because', add: added }).areas[0]!.statements.map(({ id }) => id)).toEqual(['LEG-1-01', 'LEG-1-02', 'LEG-1-03', 'LEG-2-01']);
    expect(next({ why: 'because', add: added })).toMatchObject({ version: 2, reasons: [{ statementId: 'LEG-1-03', why: 'because' }] });
    expect(before).toEqual(copy);
  });

  it.each<[string, Amendment, string]>([
    ['adds what is there', { why: 'w', add: aStatement(LEGAL, 1, 1) }, 'LEG-1-01 is there already'],
    ['revises what is not there', { why: 'w', revise: 'LEG-9-99', as: {} }, 'no place for LEG-9-99'],
    ['adds to an area that is not there', { why: 'w', add: aStatement('supply-chain', 1, 1) }, 'no place for SUP-1-01'],
  ])('one that %s is refused', (_what, amendment, message) => {
    expect(() => next(amendment)).toThrow(message);
  });

  it('of a version that is not higher are refused', () => {
    expect(() => amend(before, { version: 1, publishedOn: '2026-11-23', amendments: [] })).toThrow('must be higher than 1');
  });
});
