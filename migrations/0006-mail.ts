import { indexMigration, pickIndexes } from '@plumbline/database';
import { MAIL_INDEXES } from '../libs/mail/src/data/indexes.js';

export const mail = indexMigration('0006-mail', pickIndexes(MAIL_INDEXES, 'mails_overdue', 'mails_removal', 'mails_kept'));
