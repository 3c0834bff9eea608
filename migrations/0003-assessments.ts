import { indexMigration, pickIndexes } from '@plumbline/database';
import { ASSESSMENT_INDEXES } from '../libs/assessments/src/data/indexes.js';

export const assessments = indexMigration('0003-assessments', pickIndexes(ASSESSMENT_INDEXES, 'assessments_business', 'assessments_business_state', 'assessments_one_draft'));
