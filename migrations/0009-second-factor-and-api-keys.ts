import { indexMigration, pickIndexes } from '@plumbline/database';
import { IDENTITY_INDEXES } from '../libs/identity/src/data/indexes.js';

export const secondFactorAndApiKeys = indexMigration(
  '0009-second-factor-and-api-keys',
  pickIndexes(IDENTITY_INDEXES, 'second_factors_unrelayed', 'login_tickets_over', 'api_keys_hash', 'api_keys_place', 'api_keys_owner', 'api_keys_over', 'api_keys_unrelayed'),
);
