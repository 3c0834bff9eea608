import { Problem, PROBLEMS } from '@plumbline/problems';

/** Whether a conditional write was made; false when what it was conditional on did not hold. @throws whatever else the write throws. */
export async function unlessConflict(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Problem && error.type === PROBLEMS.STATE_CONFLICT) return false;
    throw error;
  }
}
