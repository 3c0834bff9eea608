import type { People } from '@plumbline/identity';
import { Problem, PROBLEMS } from '@plumbline/problems';

/** The user id of an e-mail address; undefined when nobody has registered it. */
export async function personOf(people: People, email: string): Promise<string | undefined> {
  try {
    return await people.idByEmail(email);
  } catch (error) {
    if (error instanceof Problem && error.type === PROBLEMS.NOT_FOUND) return undefined;
    throw error;
  }
}
