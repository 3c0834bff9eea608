import { currentRequest, type RequestContext } from '@plumbline/observability';

/** Requests whose first document has its id. */
const spent = new WeakSet<RequestContext>();

/** What all runs of the current request under its Idempotency-Key have in common; undefined without a key. */
export function currentEffectId(): string | undefined {
  return currentRequest()?.effectId;
}

/** The id of the first document that the current request stores: given once. */
export function takeEffectId(): string | undefined {
  const request = currentRequest();
  if (request?.effectId === undefined || spent.has(request)) return undefined;
  spent.add(request);
  return request.effectId;
}
