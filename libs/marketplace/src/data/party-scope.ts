import type { BusinessScope } from '@plumbline/businesses';
import { defineScope, type Filter, oneOf, type Operator, type Scope } from '@plumbline/database';

/** On which side of a request a firm stands. */
export const SIDES = ['client', 'provider'] as const;
export type Side = (typeof SIDES)[number];

/** What firms of the caller have a part in, on one side or on either. */
export type PartyScope = Scope<'party', { side: Side | 'either'; businessIds: readonly string[] }>;
const partyOf = defineScope<'party', { side: Side | 'either'; businessIds: readonly string[] }>();

/** Within the firms of `scope`, as this side. */
export function asParty(side: Side | 'either', { by: { businessIds } }: BusinessScope): PartyScope {
  return partyOf({ side, businessIds });
}

const among = (businessIds: readonly string[]): string | Operator<string> => {
  const [only] = businessIds;
  return only !== undefined && businessIds.length === 1 ? only : oneOf(businessIds);
};

/** The condition of a party scope. @param paths where a document names the firm of each side. */
export function partyFilter<TDoc>({ by: { side, businessIds } }: PartyScope, paths: Readonly<Record<Side, string>>): Filter<TDoc> {
  const ids = among(businessIds);
  const filter = side === 'either' ? { $or: SIDES.map((one) => ({ [paths[one]]: ids })) } : { [paths[side]]: ids };
  return filter as Filter<TDoc>;
}
