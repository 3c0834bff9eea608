import { shareOf } from './money.js';

/** What the platform keeps of a payment, and gives back with a refund. A policy never changes; a payment names the one it was made under. */
export interface FeePolicy {
  readonly version: number;
  /** Hundredths of a per cent of the amount. */
  readonly basisPoints: number;
  /** Minor units; never more than the amount. */
  readonly least: number;
}

export const FEE_POLICIES: readonly FeePolicy[] = [{ version: 1, basisPoints: 800, least: 50 }];

/** The one for payments made now. */
export const CURRENT_FEE_POLICY = FEE_POLICIES.at(-1) as FeePolicy;

/** The terms that a payer accepts now. */
export const TERMS_VERSION = '2026-11';

/** @param amount minor units. @returns the platform's fee, minor units, contained in `amount`. */
export function feeOf(amount: number, policy: FeePolicy): number {
  return Math.min(amount, Math.max(policy.least, shareOf(amount, policy.basisPoints, 10_000)));
}

/**
 * The part of the fee that goes back with a refund: in proportion, so that after the last refund all of it is back.
 * @param refundedBefore, refund, amount minor units; `refundedBefore + refund <= amount`.
 */
export function feeRefund(fee: number, amount: number, refundedBefore: number, refund: number): number {
  return shareOf(fee, refundedBefore + refund, amount) - shareOf(fee, refundedBefore, amount);
}
