import type { Limit } from './limit.js';
import { announce, type AnnouncedLimit } from './rate-limit-fields.js';

/** Named by an operation; see `ratePolicies`. */
export type RatePolicyName = 'default' | 'auth' | 'ai' | 'payments' | 'webhook';

/** The limits of an operation. Policies that name the same limit share its count. */
export interface RatePolicy {
  /** Before authentication, by client address. */
  readonly address: AnnouncedLimit;
  /** In place of `address` for clients without one (a unix socket, a socket that is gone already); they share one count. */
  readonly absent: AnnouncedLimit;
  /** After authentication, by person. */
  readonly principal: AnnouncedLimit;
}

/** Requests a minute, and why so many. */
const QUOTAS = {
  // A whole office behind one address: five people who click once a second.
  default: 300,
  // Nothing regular comes without an address; one client's worth is left for a health check through a socket.
  'default-absent': 60,
  // Logins, registrations, refreshes. Argon2id costs a tenth of a CPU second each; a person needs a handful.
  auth: 20,
  'auth-absent': 4,
  // A person's apps and tabs together; above `default`, so that one of several people behind an address meets that first.
  principal: 600,
  // A question a person asks every three seconds; each costs money at the model's provider.
  ai: 20,
  // Far above a person's hand, far below what testing of stolen cards needs.
  payments: 60,
  // A payment provider's burst after an outage: 100 events a second from each of its dozen addresses; a forged one costs one HMAC.
  webhook: 6000,
  'webhook-absent': 60,
} as const;

const WINDOW_SECONDS = 60;

/**
 * The named policies.
 * @param factor multiplies every quota, whole, >= 1 (`RATE_LIMIT_FACTOR`).
 */
export function ratePolicies(factor: number): Readonly<Record<RatePolicyName, RatePolicy>> {
  const limit = (name: keyof typeof QUOTAS): AnnouncedLimit =>
    announce({ name, quota: QUOTAS[name] * factor, windowSeconds: WINDOW_SECONDS, blockSeconds: 0 } satisfies Limit);
  const standard = { address: limit('default'), absent: limit('default-absent'), principal: limit('principal') };
  return {
    default: standard,
    auth: { ...standard, address: limit('auth'), absent: limit('auth-absent') },
    ai: { ...standard, principal: limit('ai') },
    payments: { ...standard, principal: limit('payments') },
    webhook: { ...standard, address: limit('webhook'), absent: limit('webhook-absent') },
  };
}
