import { Problem, PROBLEMS } from '@plumbline/problems';

const ATTEMPTS = 8;

/**
 * Reads, decides and writes with the version that was read; again when somebody else wrote in between.
 * @param attempt the whole round; it throws VERSION_MISMATCH when its write came late.
 * @throws Problem STATE_CONFLICT after 8 rounds.
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.VERSION_MISMATCH) throw error;
      if (round === ATTEMPTS) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'Others keep changing this business at the same moment. Try again.', cause: error });
    }
  }
}
