import type { IndexDefinition } from '@plumbline/database';

/** Indexes of the collection `assessments`; migration 0003 makes them. None holds a member that answering changes, so that an answer touches no index. */
export const ASSESSMENT_INDEXES: readonly IndexDefinition[] = [
  { collection: 'assessments', name: 'assessments_business', keys: { businessId: 1, _id: -1 }, serves: 'the assessments of a business, newest first' },
  { collection: 'assessments', name: 'assessments_business_state', keys: { businessId: 1, state: 1, _id: -1 }, serves: 'the assessments of a business in one state, newest first' },
  { collection: 'assessments', name: 'assessments_one_draft', keys: { businessId: 1 }, options: { unique: true, partialFilterExpression: { state: 'draft' } }, serves: 'a business has at most one open assessment' },
];
