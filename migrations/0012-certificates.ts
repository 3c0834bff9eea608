import { indexMigration, pickIndexes } from '@plumbline/database';
import { CERTIFICATE_INDEXES } from '../libs/certificates/src/data/indexes.js';

export const certificates = indexMigration('0012-certificates', pickIndexes(CERTIFICATE_INDEXES, 'certificates_business', 'certificates_assessment', 'certificates_number', 'certificates_expiry', 'certificates_unrelayed'));
