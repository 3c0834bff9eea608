import { AsyncLocalStorage } from 'node:async_hooks';

/** What a log line tells of a caller: the person, and the API key if a program calls for them. */
export interface LoggedCaller {
  readonly userId: string;
  readonly credential?: { readonly kind: string; readonly apiKeyId?: string };
}

/** What code below the edge may know of the request it works for. The Fastify request itself implements it, so that none is made per request. */
export interface RequestContext {
  /** The value of `X-Request-Id`, accepted or made. */
  readonly id: string;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** W3C id of this service's span in the trace, 16 hex digits. */
  spanId: string;
  /** Whether the trace is recorded, by the caller or by us. */
  sampled: boolean;
  /** `performance.now()` in ms at which the request's budget is spent; Infinity when it has none. */
  deadlineAt: number;
  /** Who calls, once authenticated. */
  principal: LoggedCaller | null;
  /** Id for the first document that the request stores: one for all runs under an Idempotency-Key, so that a later run finds the work of an earlier one whose answer was lost. */
  effectId?: string | undefined;
  /** Fires when the client is gone or the budget is spent; made on first use. */
  abortSignal(): AbortSignal;
  /** Fires the signal; called when the client is gone, and by whoever watches the deadline. */
  abort(reason: Error): void;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` (and everything it starts) for `context`. */
export function runInRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Runs what a request leaves behind (clearing up after it) without it: its budget may be spent, and its client gone. */
export function runOutsideRequest<T>(work: () => T): T {
  return storage.exit(work);
}

/** The request this code works for; undefined at start-up and in jobs. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/**
 * What is left of the current request's budget.
 * @param limitMs the most the caller would wait, in ms (> 0).
 * @returns whole ms, 1..limitMs; `limitMs` outside a request.
 */
export function remainingMs(limitMs: number): number {
  const context = storage.getStore();
  if (context === undefined || context.deadlineAt === Infinity) return limitMs;
  return Math.max(1, Math.min(limitMs, Math.floor(context.deadlineAt - performance.now())));
}
