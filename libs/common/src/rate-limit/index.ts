export { FailureCounter, type FailureState } from './failure-counter.js';
export { AddressLimitGuard, PrincipalLimitGuard } from './limit-guards.js';
export { type Limit, type Verdict } from './limit.js';
export { ratePolicies, type RatePolicy, type RatePolicyName } from './policies.js';
export { RateLimitModule } from './rate-limit.module.js';
export { InProcessRateLimiter, RateLimiter } from './rate-limiter.js';
export { SlidingWindowStorage } from './throttler-storage.js';
export { RateLimits, type CountedRequest, type Refusal } from './rate-limits.js';
