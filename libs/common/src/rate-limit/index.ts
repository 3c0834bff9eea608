export { type Limit, type Verdict } from './limit.js';
export { ratePolicies, type RatePolicy, type RatePolicyName } from './policies.js';
export { InProcessRateLimiter, RateLimiter } from './rate-limiter.js';
