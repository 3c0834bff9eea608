import type { IndexDefinition } from '@plumbline/database';

/** Indexes of the collection `businesses`; migration 0002 makes them. */
export const BUSINESS_INDEXES: readonly IndexDefinition[] = [
  { collection: 'businesses', name: 'businesses_member', keys: { 'members.userId': 1, _id: -1 }, serves: 'the businesses of a person, newest first; the memberships behind every scope' },
];
