import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { tellTighter, type Count, type CountedRequest, type RateLimits } from './rate-limits.js';
import { ratePolicyOf } from './limit-guards.js';
import type { RatePolicyName } from './policies.js';
import { writeRateLimitFields, type AnnouncedLimit, type FieldSink } from './rate-limit-fields.js';

/** The limits as throttlers of @nestjs/throttler: each under its name, skipped where it does not apply to the request. */
function throttlersOf(
  limits: Iterable<AnnouncedLimit>,
  countOf: (context: ExecutionContext) => Count | undefined,
): ThrottlerOptions[] {
  return [...limits].map((limit) => ({
    name: limit.name,
    limit: limit.quota,
    ttl: limit.windowSeconds * 1000,
    blockDuration: limit.blockSeconds * 1000,
    skipIf: (context) => countOf(context)?.limit !== limit,
    getTracker: (_, context) => countOf(context)?.key ?? '',
    generateKey: (_, tracker) => tracker,
    setHeaders: false,
  }));
}

/** ThrottlerGuard as it comes, but for what clients see: our problem and the RateLimit fields in place of X-RateLimit-*. */
abstract class StockLimitGuard extends ThrottlerGuard {
  private readonly limits: ReadonlyMap<string, AnnouncedLimit>;

  constructor(
    limits: readonly AnnouncedLimit[],
    countOf: (context: ExecutionContext) => Count | undefined,
    storage: ThrottlerStorage,
  ) {
    super({ throttlers: throttlersOf(new Set(limits), countOf) }, storage, new Reflector());
    this.limits = new Map(limits.map((limit) => [limit.name, limit]));
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(ratePolicyOf(context) === 'none');
  }

  protected override async handleRequest(props: ThrottlerRequest): Promise<boolean> {
    const { context, limit, ttl, blockDuration, throttler, getTracker, generateKey } = props;
    const tracker = await getTracker(context.getArgByIndex(0), context);
    const key = generateKey(context, tracker, throttler.name as string);
    const record = await this.storageService.increment(key, ttl, limit, blockDuration, throttler.name as string);
    const detail = { ...record, limit, ttl, key, tracker };
    this.tell(
      context.getArgByIndex<CountedRequest>(0),
      context.getArgByIndex<FieldSink>(1),
      this.limits.get(throttler.name as string) as AnnouncedLimit,
      detail,
    );
    if (record.isBlocked) await this.throwThrottlingException(context, detail);
    return true;
  }

  protected override throwThrottlingException(
    _: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    return Promise.reject(new Problem(PROBLEMS.RATE_LIMITED, { retryAfterSeconds: timeToBlockExpire }));
  }

  protected abstract tell(
    request: CountedRequest,
    reply: FieldSink,
    limit: AnnouncedLimit,
    detail: ThrottlerLimitDetail,
  ): void;
}

function verdictOf({ limit, totalHits, isBlocked, timeToExpire, timeToBlockExpire }: ThrottlerLimitDetail) {
  return {
    allowed: !isBlocked,
    remaining: Math.max(0, limit - totalHits),
    resetSeconds: timeToExpire,
    retryAfterSeconds: timeToBlockExpire,
  };
}

/** What a request counts against under its operation's policy; nothing where the operation has none. */
function counted(count: (policy: RatePolicyName, request: CountedRequest) => Count | undefined) {
  return (context: ExecutionContext): Count | undefined => {
    const policy = ratePolicyOf(context);
    return policy === 'none' ? undefined : count(policy, context.getArgByIndex<CountedRequest>(0));
  };
}

/** `AddressLimitGuard` of EDGE=stock. */
export class StockAddressLimitGuard extends StockLimitGuard {
  constructor(limits: RateLimits, storage: ThrottlerStorage) {
    const named = Object.values(limits.policies).flatMap(({ address, absent }) => [address, absent]);
    super(named, counted((policy, request) => limits.addressCount(policy, request)), storage);
  }

  protected override tell(
    request: CountedRequest,
    reply: FieldSink,
    limit: AnnouncedLimit,
    detail: ThrottlerLimitDetail,
  ): void {
    const verdict = verdictOf(detail);
    request.countedByAddress = true;
    request.addressRemaining = verdict.remaining;
    writeRateLimitFields(reply, limit, verdict);
  }
}

/** `PrincipalLimitGuard` of EDGE=stock. */
export class StockPrincipalLimitGuard extends StockLimitGuard {
  constructor(limits: RateLimits, storage: ThrottlerStorage) {
    const named = Object.values(limits.policies).map(({ principal }) => principal);
    super(named, counted((policy, request) => limits.principalCount(policy, request)), storage);
  }

  protected override tell(
    request: CountedRequest,
    reply: FieldSink,
    limit: AnnouncedLimit,
    detail: ThrottlerLimitDetail,
  ): void {
    tellTighter(request, reply, limit, verdictOf(detail));
  }
}
