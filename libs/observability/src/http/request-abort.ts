import type { FastifyRequest } from 'fastify';

/** Kept on the request by `decorateRequest`, so that its shape stays the same from the first request on. */
export interface AbortState {
  aborter: AbortController | null;
  /** Set when the request was aborted before anybody asked for the signal. */
  abortReason: Error | null;
}

/** The client closed the connection before its answer was complete. */
export class ClientGone extends Error {
  constructor() {
    super('The client closed the connection before its answer was complete.');
    this.name = 'ClientGone';
  }
}

/** `request.abortSignal()`: most requests never ask, and pay nothing. */
export function abortSignal(this: FastifyRequest): AbortSignal {
  const state = this as unknown as AbortState;
  if (state.aborter === null) {
    state.aborter = new AbortController();
    if (state.abortReason !== null) state.aborter.abort(state.abortReason);
  }
  return state.aborter.signal;
}

/** `request.abort(reason)`: the first reason stays. */
export function abort(this: FastifyRequest, reason: Error): void {
  const state = this as unknown as AbortState;
  if (state.abortReason !== null) return;
  state.abortReason = reason;
  state.aborter?.abort(reason);
}
