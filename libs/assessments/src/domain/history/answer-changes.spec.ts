import { describe, expect, it } from '@jest/globals';
import type { Given } from '../review/rulings.js';
import { changesOf, type Revision, weightOf } from './answer-changes.js';

const AT = new Date('2026-11-23T10:00:00Z');
const revision = (version: number, rows: Record<string, Given | null>): Revision => ({ version, at: AT, by: `user ${version}`, rows: new Map(Object.entries(rows)) });
const told = (before: Record<string, Given>, ...revisions: readonly Revision[]) => changesOf(new Map(Object.entries(before)), revisions).changes.map(({ version, statementId, from, to, reason, by }) => `${version} ${statementId} ${from} > ${to}${reason === undefined ? '' : ` (${reason})`} ${by}`);

describe('the changes of answers', () => {
  it('follow each other, and end in what is said now', () => {
    const revisions = [revision(2, { B: { answer: 'no' }, A: { answer: 'yes' } }), revision(3, { A: { answer: 'partial', reason: 'half' } }), revision(4, { A: null })];
    expect(told({}, ...revisions)).toEqual(['2 A null > yes user 2', '2 B null > no user 2', '3 A yes > partial (half) user 3', '4 A partial > null user 4']);
    expect(changesOf(new Map(), revisions).after).toEqual(new Map([['B', { answer: 'no' }]]));
  });

  it('have what an autosave sent again unchanged left out', () => {
    expect(told({ A: { answer: 'yes' } }, revision(5, { A: { answer: 'yes' }, B: null }))).toEqual([]);
  });

  it('have another reason for the same answer', () => {
    expect(told({ A: { answer: 'no', reason: 'old' } }, revision(5, { A: { answer: 'no', reason: 'new' } }))).toEqual(['5 A no > no (new) user 5']);
  });
});

describe('the weight of a revision', () => {
  it.each<[Record<string, Given | null>, number]>([
    [{ A: null }, 6],
    [{ A: { answer: 'yes' }, B: { answer: 'no', reason: 'x' } }, 8],
    [{ A: { answer: 'no', reason: 'x'.repeat(500) } }, 26],
  ])('of %j', (rows, weight) => {
    expect(weightOf(new Map(Object.entries(rows)))).toBe(weight);
  });
});
