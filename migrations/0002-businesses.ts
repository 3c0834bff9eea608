import { indexMigration, pickIndexes } from '@plumbline/database';
import { BUSINESS_INDEXES } from '../libs/businesses/src/data/indexes.js';

export const businesses = indexMigration('0002-businesses', pickIndexes(BUSINESS_INDEXES, 'businesses_member'));
