declare const KIND: unique symbol;

/**
 * Whose documents an operation may touch. Made only by a library's own functions (`defineScope`), so that a query without an
 * owner, or with another library's owner, does not compile.
 */
export interface Scope<N extends string, V extends object> {
  readonly [KIND]: N;
  readonly by: Readonly<V>;
}

/**
 * Declares a kind of scope. `const ownedBy = defineScope<'user', { userId: string }>(); ownedBy({ userId })`.
 * @returns the function that makes such scopes; who may call it is decided in the library that exports it.
 */
export function defineScope<N extends string, V extends object>(): (by: V) => Scope<N, V> {
  return (by) => Object.freeze({ by: Object.freeze({ ...by }) }) as Scope<N, V>;
}

/** All documents of all owners: for jobs, migrations of data and the administration. It is spelt out so that a reviewer sees it. */
export const EVERYTHING = Object.freeze({ by: Object.freeze({}) }) as Scope<'everything', Readonly<Record<string, never>>>;

/** The type of `EVERYTHING`. */
export type Everything = typeof EVERYTHING;
