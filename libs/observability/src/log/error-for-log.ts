/** An error as a log line holds it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** With the stacks of its causes. */
  readonly stack: string;
}

const MOST_CAUSES = 5;

function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  if (error.cause === undefined || depth === MOST_CAUSES) return own;
  return `${own}\ncaused by: ${stackOf(error.cause, depth + 1)}`;
}

/** Takes over the members that are known, and no other: errors of drivers and clients carry whole requests and documents. */
export function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {};
  return { type: error.name, message: error.message, ...code, stack: stackOf(error) };
}
