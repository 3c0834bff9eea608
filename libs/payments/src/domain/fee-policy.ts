import { balanceOf } from './ledger.js';
import { shareOf } from './money.js';
import type { Payment } from './payment.js';

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
 * The part of the fee that goes back with a refund or a lost dispute: in proportion to all that was given back by then, less what of the
 * fee went back already. So all of it is back with the last part, whatever failed between them, and neither side ever gets from a part.
 * @param part minor units, 1 or more.
 */
export function feePartOf(payment: Pick<Payment, 'amount' | 'fee' | 'refunds' | 'ledger'>, part: number): number {
  const before = givenBack(payment);
  const due = shareOf(payment.fee, Math.min(payment.amount, before.amount + part), payment.amount) - before.fee;
  return Math.min(part, Math.max(0, due));
}

/** What was given back so far or is about to be, and what of it came out of the fee; what failed was not. */
function givenBack({ refunds, ledger }: Pick<Payment, 'refunds' | 'ledger'>): { readonly amount: number; readonly fee: number } {
  const lost = ledger.filter(({ kind }) => kind === 'dispute_lost').map((entry) => ({ amount: -balanceOf([entry], 'disputed'), fee: balanceOf([entry], 'fees') }));
  const parts = [...refunds.filter(({ state }) => state !== 'failed'), ...lost];
  return { amount: parts.reduce((sum, { amount }) => sum + amount, 0), fee: parts.reduce((sum, { fee }) => sum + fee, 0) };
}
