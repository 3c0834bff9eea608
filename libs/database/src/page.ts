import { range } from './filter.js';
import type { Stored } from './schema.js';

type Members = Record<string, unknown>;

/** Members to order by, or paths inside of them, 1 up and -1 down; together the beginning of an index. */
export type Sort<TDoc> = { readonly [K in keyof TDoc]?: 1 | -1 } & { readonly [path: `${string}.${string}`]: 1 | -1 };

/** Where a page ended: the last document's sort value and id. libs/common turns it into a signed cursor. */
export interface PageKey {
  readonly value: string | number | Date;
  readonly id: string;
}

/** What part of a list is asked for. */
export interface PageRequest<TDoc extends Stored> {
  readonly sort: { readonly by: keyof TDoc & string; readonly direction: 1 | -1 };
  /** 1..100. */
  readonly limit: number;
  /** Begin behind this place; from the start when left out. */
  readonly after?: PageKey | undefined;
}

/** A part of a list. */
export interface Page<T> {
  readonly items: T[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: PageKey | undefined;
}

/** The condition that a document stands behind `request.after`; the bound beside the alternatives lets the index begin there. */
export function keysetFilter<TDoc extends Stored>({ sort: { by, direction }, limit, after }: PageRequest<TDoc>): Members {
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new Error('page: limit must be 1..100.');
  if (after === undefined) return {};
  const behind = (bound: string | number | Date): unknown => range(direction === 1 ? { gt: bound } : { lt: bound });
  if (by === '_id') return { _id: behind(after.id) };
  const from = range(direction === 1 ? { gte: after.value } : { lte: after.value });
  return { [by]: from, $or: [{ [by]: behind(after.value) }, { _id: behind(after.id) }] };
}

/** The documents that were found, one more than asked for when there is a next page, as a page. */
export function toPage<T>(found: readonly Members[], { sort: { by }, limit }: PageRequest<never>, fields: readonly string[], open: (document: Members) => T): Page<T> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last !== undefined ? { value: last[by] as PageKey['value'], id: last['_id'] as string } : undefined;
  const unasked = by !== '_id' && !fields.includes(by);
  const items = shown.map((document) => {
    if (!unasked) return open(document);
    return open(Object.fromEntries(Object.entries(document).filter(([member]) => member !== by)));
  });
  return { items, next };
}
