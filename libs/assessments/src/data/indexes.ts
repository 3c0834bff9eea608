import { type IndexDefinition, unrelayedIndex } from '@plumbline/database';

/**
 * Indexes of the assessments' collections; migrations 0003 and 0011 make them. None of `assessments` holds a member that answering
 * changes, so that an answer touches no index.
 */
export const ASSESSMENT_INDEXES: readonly IndexDefinition[] = [
  { collection: 'assessments', name: 'assessments_business', keys: { businessId: 1, _id: -1 }, serves: 'the assessments of a business, newest first' },
  { collection: 'assessments', name: 'assessments_business_state', keys: { businessId: 1, state: 1, _id: -1 }, serves: 'the assessments of a business in one state, newest first' },
  { collection: 'assessments', name: 'assessments_one_draft', keys: { businessId: 1 }, options: { unique: true, partialFilterExpression: { state: 'draft' } }, serves: 'a business has at most one open assessment' },
  { collection: 'assessments', name: 'assessments_review_queue', keys: { state: 1, submittedAt: 1, _id: 1 }, serves: 'what waits for navigators, the oldest submission first' },
  { collection: 'assessments', name: 'assessments_reviewer', keys: { 'review.by': 1, submittedAt: 1, _id: 1 }, options: { partialFilterExpression: { 'review.by': { $exists: true } } }, serves: 'what a navigator is reviewing' },
  { collection: 'assessments', name: 'assessments_expiry', keys: { expiresAt: 1 }, options: { partialFilterExpression: { state: 'verified' } }, serves: 'the job that ends verifications: those that have lapsed' },
  { collection: 'answer_history', name: 'answer_history_assessment', keys: { assessmentId: 1, last: -1 }, serves: 'the chapters of an assessment, newest first' },
  { collection: 'answer_history', name: 'answer_history_statement', keys: { assessmentId: 1, statementIds: 1, last: -1 }, serves: 'the chapters of an assessment in which a statement changed' },
  { collection: 'evidence_uploads', name: 'evidence_uploads_begun', keys: { begunAt: 1 }, serves: 'the sweeper: uploads that did not come to an end' },
  unrelayedIndex('catalogues'),
];
