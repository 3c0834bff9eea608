import { indexMigration, pickIndexes } from '@plumbline/database';
import { MARKETPLACE_INDEXES } from '../libs/marketplace/src/data/indexes.js';

export const marketplace = indexMigration(
  '0013-marketplace',
  pickIndexes(
    MARKETPLACE_INDEXES,
    'service_requests_client',
    'service_requests_provider',
    'service_requests_agreement',
    'service_requests_open',
    'service_requests_category',
    'service_requests_unrelayed',
    'proposals_client',
    'proposals_provider',
    'proposals_request',
    'proposals_one_live',
    'proposals_expiry',
    'proposals_unrelayed',
    'messages_thread',
    'ratings_once',
    'ratings_received',
    'ratings_hidden',
    'ratings_unrelayed',
  ),
);
