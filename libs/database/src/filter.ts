import { trusted, type mongo } from 'mongoose';

declare const OPERATOR: unique symbol;
declare const BLIND: unique symbol;

/** A condition other than equality. Only this file makes it: an object that came in with a request is never one. */
export interface Operator<T> {
  readonly [OPERATOR]: T;
}

/** The keyed hash under which a protected value is found. */
export type BlindValue = mongo.Binary & { readonly [BLIND]: true };

type ElementOf<T> = T extends readonly (infer E)[] ? E : T;
type Condition<T> = T | ElementOf<T> | Operator<ElementOf<T>> | Operator<unknown>;

/** Which documents, besides their scope. Equality by a plain value; anything else by `oneOf`, `range`, ... */
export type Filter<TDoc> = { readonly [K in keyof TDoc]?: Condition<TDoc[K]> } & {
  /** A path inside a document (`'members.userId'`), or the blind index of a protected path, as `blind(path, value)` gives it. */
  readonly [path: `${string}.${string}`]: string | number | boolean | Date | null | BlindValue | Operator<unknown> | Operator<never>;
} & { readonly $or?: readonly Filter<TDoc>[]; readonly $and?: readonly Filter<TDoc>[] };

const operator = <T>(condition: Record<string, unknown>): Operator<T> => trusted(condition) as unknown as Operator<T>;

/** Equal to one of `values`. */
export const oneOf = <T>(values: readonly T[]): Operator<T> => operator({ $in: values });

/** Equal to none of `values`; true where the member is missing. */
export const noneOf = <T>(values: readonly T[]): Operator<T> => operator({ $nin: values });

/** Between bounds: `gt` / `gte` below, `lt` / `lte` above. */
export const range = <T extends Date | number | string>(bounds: { readonly gt?: T; readonly gte?: T; readonly lt?: T; readonly lte?: T }): Operator<T> => {
  const entries = Object.entries<T | undefined>(bounds).filter(([, bound]) => bound !== undefined);
  if (entries.length === 0) throw new Error('A range needs a bound.');
  return operator(Object.fromEntries(entries.map(([name, bound]) => [`$${name}`, bound])));
};

/** The member is there and not null. */
export const present = (): Operator<unknown> => operator({ $ne: null });

/** The member is missing or null. */
export const absent = (): Operator<unknown> => operator({ $eq: null });

/** The member is not there. On a position (`'members.49'`) it bounds the length of a list; `absent` would look into the elements, too, and hold. */
export const missing = (): Operator<unknown> => operator({ $exists: false });

/** An array of which one element fulfils all of `conditions`. */
export const someElement = <T extends object>(conditions: Filter<T>): Operator<T> => operator({ $elemMatch: conditions });

/**
 * Refuses members that are undefined: the driver would leave them out or take them for null, and the filter would match more than was meant.
 * @throws Error naming the member.
 */
export function refuseUndefined(filter: object, what: string): void {
  for (const [member, value] of Object.entries(filter) as [string, unknown][]) {
    if (value === undefined) throw new Error(`${what}: \`${member}\` is undefined.`);
    if ((member === '$or' || member === '$and') && Array.isArray(value)) for (const part of value as object[]) refuseUndefined(part, what);
  }
}

/** Both conditions; a member that both name is asked twice, so that neither can widen the other. */
export function both(first: Record<string, unknown>, second: Record<string, unknown>): Record<string, unknown> {
  const clash = Object.keys(second).some((member) => Object.hasOwn(first, member));
  return clash ? { $and: [first, second] } : { ...first, ...second };
}
