import { indexMigration, pickIndexes } from '@plumbline/database';
import { IDENTITY_INDEXES } from '../libs/identity/src/data/indexes.js';

export const identity = indexMigration(
  '0001-identity',
  pickIndexes(IDENTITY_INDEXES, 'users_email', 'users_role', 'sessions_owner', 'sessions_over', 'repeated_registrations_old'),
);
