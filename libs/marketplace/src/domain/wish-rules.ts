import { type FieldError, Problem, PROBLEMS } from '@plumbline/problems';
import type { Budget, Wish } from './service-request.js';

/**
 * What no field shows by itself: bounds in their order, and a day that is not over.
 * @param today RFC 3339 full-date, in UTC; the firm may be a day behind or ahead.
 * @returns findings with pointers into the body; empty when there are none.
 */
export function checkWish({ budget, neededBy }: { readonly budget?: Budget | undefined; readonly neededBy?: string | null | undefined }, today: string): readonly FieldError[] {
  const found: FieldError[] = [];
  if (budget?.min !== undefined && budget.max !== undefined && budget.max < budget.min) found.push({ pointer: '/budget/max', code: 'MIN', message: 'must not be less than `min`' });
  if (typeof neededBy === 'string' && neededBy < today) found.push({ pointer: '/neededBy', code: 'PAST', message: 'must not be in the past' });
  return found;
}

/** What may be left out only when the request is made from a gap. */
export const PREFILLED = ['title', 'description', 'category'] as const satisfies readonly (keyof Wish)[];

/** Findings for what is missing of a request that is not made from a gap. */
export function missingMembers(given: Readonly<Partial<Record<(typeof PREFILLED)[number], unknown>>>): readonly FieldError[] {
  return PREFILLED.filter((member) => given[member] === undefined).map((member) => ({ pointer: `/${member}`, code: 'IS_PRESENT', message: 'must be given, unless the request is made `fromGap`' }));
}

/** The members that may be absent, and that `null` in a change therefore clears. */
export const CLEARABLE = ['neededBy', 'purchaseOrderNumber'] as const satisfies readonly (keyof Wish)[];

/** A partial change: an absent member stays, `null` clears an optional one, the budget is replaced whole. */
export type WishChange = { readonly [K in keyof Wish]?: Wish[K] | (K extends (typeof CLEARABLE)[number] ? null : never) | undefined };

/** What of a change is one, as a database takes it. */
export interface RealChange {
  readonly set: Partial<Wish>;
  readonly clear: readonly (typeof CLEARABLE)[number][];
}

function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((member) => left[member] === right[member]);
}

/** Leaves out what has its value already, and what is cleared that is not there. */
export function realChange(present: Wish, change: WishChange): RealChange {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  const set = named.filter(([member, value]) => value !== null && !same(value, present[member as keyof Wish]));
  return { set: Object.fromEntries(set), clear: CLEARABLE.filter((member) => change[member] === null && present[member] !== undefined) };
}

/**
 * Providers answered one category and one currency: these stand once there are proposals.
 * @throws Problem STATE_CONFLICT
 */
export function assertKeepsItsWord(present: Wish, { set }: RealChange, proposalCount: number): void {
  const moved = [...(set.category === undefined ? [] : ['category']), ...(set.budget === undefined || set.budget.currency === present.budget.currency ? [] : ['budget.currency'])];
  if (proposalCount > 0 && moved.length > 0) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `There are proposals already, so \`${moved.join('` and `')}\` cannot be changed any more.` });
}
