import type { Limit, Verdict } from './limit.js';

/** A limit with the constant parts of its fields written out once. */
export interface AnnouncedLimit extends Limit {
  /** Value of RateLimit-Policy. */
  readonly policyField: string;
  /** Value of RateLimit up to the number of remaining requests. */
  readonly fieldPrefix: string;
}

/** What takes the fields: a Fastify reply. */
export interface FieldSink {
  header(name: string, value: string): unknown;
}

export function announce(limit: Limit): AnnouncedLimit {
  const { name, quota, windowSeconds } = limit;
  return { ...limit, policyField: `"${name}";q=${quota};w=${windowSeconds}`, fieldPrefix: `"${name}";r=` };
}

/**
 * Sets RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-09 and later: structured fields, RFC 9651):
 * `"default";q=300;w=60` and `"default";r=299;t=42`. `t` of a refused request is its Retry-After, never earlier.
 */
export function writeRateLimitFields(reply: FieldSink, limit: AnnouncedLimit, verdict: Verdict): void {
  reply.header('ratelimit-policy', limit.policyField);
  reply.header('ratelimit', `${limit.fieldPrefix}${verdict.remaining};t=${verdict.resetSeconds}`);
}
