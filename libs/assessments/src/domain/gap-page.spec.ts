import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CATALOGUE_V1 } from './catalogue/catalogue-v1.js';
import { gapPage, type GapPlace } from './gap-page.js';
import { gaps } from './gaps.js';

const open = gaps(CATALOGUE_V1, new Map());
const idsOf = (items: readonly { readonly statement: { readonly id: string } }[]) => items.map(({ statement }) => statement.id);

function walk(limit: number): string[] {
  const ids: string[] = [];
  let after: GapPlace | undefined;
  do {
    const page = gapPage(open, {}, limit, after);
    ids.push(...idsOf(page.items));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

describe('pages of gaps', () => {
  it('give every gap once and in order, whatever their size', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), (limit) => expect(walk(limit)).toEqual(idsOf(open))), { numRuns: 30 });
  });

  it('can be narrowed to a tier and an area', () => {
    const { items } = gapPage(open, { tier: 2, area: 'supply-chain' }, 100, undefined);
    expect(items.length).toBeGreaterThan(2);
    expect(items.every(({ statement }) => statement.tier === 2 && statement.area === 'supply-chain')).toBe(true);
  });

  it('go on after a gap that was closed in the meantime', () => {
    const first = gapPage(open, {}, 5, undefined);
    const closed = first.items[4]?.statement.id as string;
    const later = gaps(CATALOGUE_V1, new Map([[closed, 'yes']]));
    expect(idsOf(gapPage(later, {}, 5, first.next).items)).toEqual(idsOf(open).slice(5, 10));
  });
});
