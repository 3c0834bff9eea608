import { toProblem } from '@plumbline/database';

/** Runs an operation of the driver; what it throws goes on as the Problem that the edge knows, where there is one. */
export async function orProblem<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw toProblem(error) ?? error;
  }
}
