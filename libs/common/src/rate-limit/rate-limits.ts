import { Problem, PROBLEMS } from '@plumbline/problems';
import type { Principal } from '../access/principal.js';
import type { ClientAddress, AddressedRequest } from '../client-address/client-address.js';
import type { Verdict } from './limit.js';
import type { RatePolicy, RatePolicyName } from './policies.js';
import { writeRateLimitFields, type AnnouncedLimit, type FieldSink } from './rate-limit-fields.js';
import type { RateLimiter } from './rate-limiter.js';

/** What counting needs of a Fastify request (`fastify-request.ts` declares the members). */
export interface CountedRequest extends AddressedRequest {
  readonly principal: Pick<Principal, 'userId' | 'credential'> | null;
  countedByAddress: boolean;
  /** What the address has left; the principal's limit is told to the client only where it is tighter. */
  addressRemaining?: number;
}

/** Undefined lets the request pass. At once in this process, a promise with Redis. */
export type Refusal = Problem | undefined | Promise<Problem | undefined>;

/** A limit that applies to a request, and the key it counts by. */
export interface Count {
  readonly limit: AnnouncedLimit;
  readonly key: string;
}

/** Counts requests at the edge and tells clients what is left. */
export class RateLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly clients: ClientAddress,
    readonly policies: Readonly<Record<RatePolicyName, RatePolicy>>,
  ) {}

  /** By client address, before anybody is known. Sets the RateLimit fields. */
  countAddress(policy: RatePolicyName, request: CountedRequest, reply: FieldSink): Refusal {
    request.countedByAddress = true;
    const count = this.addressCount(policy, request);
    return this.consume(count, (verdict) => {
      request.addressRemaining = verdict.remaining;
      return tell(reply, count.limit, verdict);
    });
  }

  /** By person or API key; a request without one passes. Sets the RateLimit fields where it is tighter than the address's limit. */
  countPrincipal(policy: RatePolicyName, request: CountedRequest, reply: FieldSink): Refusal {
    const count = this.principalCount(policy, request);
    if (count === undefined) return undefined;
    return this.consume(count, (verdict) => tellTighter(request, reply, count.limit, verdict));
  }

  /**
   * Counts a request that never reached the guards (no such route, wrong method, unreadable body, media type), so that
   * mistakes are not free of charge; the layer that answers errors calls it. A request that was counted passes.
   */
  limitUnguarded(request: CountedRequest, reply: FieldSink): Refusal {
    return request.countedByAddress ? undefined : this.countAddress('default', request, reply);
  }

  addressCount(policy: RatePolicyName, request: AddressedRequest): Count {
    const { address, key } = this.clients.of(request);
    return { limit: address === undefined ? this.policies[policy].absent : this.policies[policy].address, key };
  }

  principalCount(policy: RatePolicyName, request: CountedRequest): Count | undefined {
    const { principal } = request;
    return principal === null ? undefined : { limit: this.policies[policy].principal, key: keyOf(principal) };
  }

  private consume({ key, limit }: Count, judge: (verdict: Verdict) => Problem | undefined): Refusal {
    const verdict = this.limiter.consume(key, limit);
    return verdict instanceof Promise ? verdict.then(judge) : judge(verdict);
  }
}

/** A program counts for itself: it must not use up what its owner has at the screen, nor two programs what each other has. */
function keyOf({ userId, credential }: Pick<Principal, 'userId' | 'credential'>): string {
  return credential.kind === 'api-key' ? credential.apiKeyId : userId;
}

/** Sets the fields. @returns the refusal, if it is one. */
function tell(reply: FieldSink, limit: AnnouncedLimit, verdict: Verdict): Problem | undefined {
  writeRateLimitFields(reply, limit, verdict);
  return verdict.allowed
    ? undefined
    : new Problem(PROBLEMS.RATE_LIMITED, { retryAfterSeconds: verdict.retryAfterSeconds });
}

/** As `tell`, unless the address has less left: then its fields stand already. */
export function tellTighter(
  request: CountedRequest,
  reply: FieldSink,
  limit: AnnouncedLimit,
  verdict: Verdict,
): Problem | undefined {
  if (verdict.allowed && verdict.remaining > (request.addressRemaining ?? Infinity)) return undefined;
  return tell(reply, limit, verdict);
}
