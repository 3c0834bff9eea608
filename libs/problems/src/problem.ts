/** One finding on one member of a request; `pointer` is an RFC 6901 JSON pointer into the body, or `?name` / `:name` / `header` names elsewhere. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** How loudly an occurrence is logged. */
export type ProblemLogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * One kind of failure, as listed in the catalogue and shown at `/problems/{slug}` (RFC 9457 section 3.1.1: the type is a stable identifier).
 */
export interface ProblemType {
  /** `SCREAMING_SNAKE_CASE`, unique over all libraries; clients switch on it. */
  readonly code: string;
  /** HTTP status, 400..599. */
  readonly status: number;
  /** A short summary that does not change from occurrence to occurrence. */
  readonly title: string;
  readonly level: ProblemLogLevel;
  /** Whether sending the same request again, later, may succeed. */
  readonly retryable: boolean;
  /** One line that says what to do about it. */
  readonly cure: string;
}

/** What one occurrence adds to its type. */
export interface ProblemDetails {
  /** A sentence about this occurrence; never a stack, driver text or a personal value. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Whole seconds (>= 1) after which the client may try again. */
  readonly retryAfterSeconds?: number;
  /** Further members of the answer (RFC 9457 section 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** What went wrong underneath; logged, never sent. */
  readonly cause?: unknown;
}

/** A failure of a known kind. Domain code throws it; it knows nothing of HTTP beyond the number its type carries. */
export class Problem extends Error {
  readonly detail: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;

  constructor(
    readonly type: ProblemType,
    details: ProblemDetails = {},
  ) {
    super(`${type.code}: ${details.detail ?? type.title}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Problem';
    this.detail = details.detail ?? type.cure;
    this.errors = details.errors;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.extensions = details.extensions;
  }
}

/** `STATE_CONFLICT` -> `state-conflict`: the last part of a problem's `type` URI. */
export function problemSlug(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

/** The `type` member of an answer: a reference relative to the service's origin. */
export function problemUri(code: string): string {
  return `/problems/${problemSlug(code)}`;
}
