import { indexMigration } from '@plumbline/database';
import { PAYMENT_INDEXES } from '../libs/payments/src/data/indexes.js';

export const payments = indexMigration('0014-payments', PAYMENT_INDEXES);
