import { indexMigration, pickIndexes } from '@plumbline/database';
import { FILE_INDEXES } from '../libs/files/src/data/indexes.js';

export const files = indexMigration('0010-files', pickIndexes(FILE_INDEXES, 'files_id_1_n_1', 'file_records_left_behind'));
