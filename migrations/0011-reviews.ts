import { indexMigration, pickIndexes } from '@plumbline/database';
import { ASSESSMENT_INDEXES } from '../libs/assessments/src/data/indexes.js';

export const reviews = indexMigration(
  '0011-reviews',
  pickIndexes(
    ASSESSMENT_INDEXES,
    'assessments_review_queue',
    'assessments_reviewer',
    'assessments_expiry',
    'answer_history_assessment',
    'answer_history_statement',
    'evidence_uploads_begun',
    'catalogues_unrelayed',
  ),
);
