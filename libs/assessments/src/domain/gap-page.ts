import type { AreaId, Tier } from './catalogue/catalogue.js';
import type { Gap } from './gaps.js';

/** Which gaps to show. */
export interface GapFilter {
  readonly tier?: Tier;
  readonly area?: AreaId;
}

/** The place of a gap in the order of urgency. It says what the gap was worth, so a page goes on rightly though the gap has been closed since. */
export interface GapPlace {
  readonly critical: boolean;
  readonly impact: number;
  readonly id: string;
}

export function placeOf({ statement, impact }: Gap): GapPlace {
  return { critical: statement.critical, impact, id: statement.id };
}

/** Whether a gap stands after a place in the order of {@link gaps}. */
function isAfter(gap: Gap, place: GapPlace): boolean {
  const { critical, impact, id } = placeOf(gap);
  if (critical !== place.critical) return place.critical;
  if (impact !== place.impact) return impact < place.impact;
  return id > place.id;
}

/**
 * One page of gaps.
 * @param ordered as {@link gaps} gives them.
 * @param limit most items, 1..100.
 * @returns the page, and the place to go on after; undefined on the last page.
 */
export function gapPage(ordered: readonly Gap[], { tier, area }: GapFilter, limit: number, after: GapPlace | undefined): { readonly items: readonly Gap[]; readonly next: GapPlace | undefined } {
  const wanted = ordered.filter((gap) => (tier === undefined || gap.statement.tier === tier) && (area === undefined || gap.statement.area === area) && (after === undefined || isAfter(gap, after)));
  const items = wanted.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last === undefined || wanted.length <= limit ? undefined : placeOf(last) };
}
