import { createIndexes, dropIndexes, type Migration, pickIndexes } from '@plumbline/database';
import { IDENTITY_INDEXES } from '../libs/identity/src/data/indexes.js';

const indexes = pickIndexes(IDENTITY_INDEXES, 'unanswered_requests_old');

/**
 * Nobody logs in before the e-mail address is verified. Whoever has an account already could log in, and nobody asked them to verify:
 * they count as verified from the beginning.
 */
export const emailAndPasswords: Migration = {
  name: '0008-email-and-passwords',
  indexes,
  async up(db) {
    await createIndexes(db, indexes);
    await db.collection('users').updateMany({ emailVerifiedAt: { $exists: false }, verification: { $exists: false } }, [{ $set: { emailVerifiedAt: '$createdAt' } }]);
  },
  async down(db) {
    await db.collection('users').updateMany({}, { $unset: { emailVerifiedAt: '', verification: '', passwordReset: '', passwordChangedAt: '', emailChange: '', formerEmail: '' } });
    await dropIndexes(db, indexes);
  },
};
