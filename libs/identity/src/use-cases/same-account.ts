import { Problem, PROBLEMS } from '@plumbline/problems';

/**
 * For a write under the version with which the password was confirmed: had somebody else just changed that password, by a link in a mail
 * perhaps, the old one must not have the last word.
 * @throws Problem STATE_CONFLICT in place of VERSION_MISMATCH, for the client has sent no version; what else the write throws.
 */
export async function sameAccount<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Problem && error.type === PROBLEMS.VERSION_MISMATCH) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'The account was changed at the same moment. Try again.', cause: error });
    throw error;
  }
}
