import type { Payment } from './payment.js';
import { owedToProvider } from './transfers.js';

/** `waiting`: see `waitsFor`. `stopped`: see `waitsFor`, and no time is known. `reversed`: all of it was taken back. */
export const PAYOUT_PROGRESS = ['waiting', 'stopped', 'sending', 'paid', 'reversed'] as const;
export type PayoutProgress = (typeof PAYOUT_PROGRESS)[number];

/** Why a provider's share has not gone. `acceptance`: the work is not accepted yet. `nothing_owed`: all was refunded. `people`: it was refused too often; somebody has to look. */
export const PAYOUT_WAITS = ['acceptance', 'hold', 'fraud_warning', 'refund', 'account', 'refused', 'people', 'dispute', 'nothing_owed'] as const;
export type PayoutWait = (typeof PAYOUT_WAITS)[number];

/** A provider's share of one payment, on its way. Amounts in minor units. */
export interface Payout {
  readonly paymentId: string;
  readonly proposalId: string;
  readonly serviceRequestId: string;
  readonly businessId: string;
  readonly state: PayoutProgress;
  readonly waitsFor: PayoutWait | null;
  /** What is to go, or has gone. */
  readonly amount: number;
  /** What was taken back of it. */
  readonly reversed: number;
  /** What the provider owes the platform because a refund or a lost dispute could not be taken back; 0 or more. */
  readonly owed: number;
  readonly currency: string;
  /** Not before this it is tried. */
  readonly dueAt: string | null;
  readonly paidAt: string | null;
}

export const PAYOUT_FIELDS = ['proposalId', 'serviceRequestId', 'providerBusinessId', 'currency', 'transfer', 'disputes', 'ledger'] as const satisfies readonly (keyof Payment)[];

type Facts = Pick<Payment, 'id' | (typeof PAYOUT_FIELDS)[number]>;

/** How a captured payment's share stands. */
export function payoutOf(payment: Facts): Payout {
  const { id, proposalId, serviceRequestId, providerBusinessId, currency, transfer } = payment;
  const balance = owedToProvider(payment);
  const { state, waitsFor } = progress(payment, balance);
  const hasGone = transfer?.state === 'paid' || transfer?.state === 'sending';
  const sent = (transfer?.sent ?? []).reduce((sum, { amount }) => sum + amount, 0);
  return {
    paymentId: id, proposalId, serviceRequestId, businessId: providerBusinessId, state, waitsFor, currency,
    amount: hasGone ? transfer.amount : sent + Math.max(0, balance),
    reversed: transfer?.reversed ?? 0,
    owed: Math.max(0, -balance),
    dueAt: transfer?.state === 'waiting' ? transfer.dueAt.toISOString() : null,
    paidAt: transfer?.paidAt?.toISOString() ?? null,
  };
}

function progress({ transfer, disputes }: Facts, balance: number): { readonly state: PayoutProgress; readonly waitsFor: PayoutWait | null } {
  const inDispute = disputes.some(({ state }) => state === 'open');
  if (transfer?.state === 'paid') return { state: transfer.reversed >= transfer.amount ? 'reversed' : 'paid', waitsFor: null };
  if (transfer?.state === 'sending') return { state: 'sending', waitsFor: null };
  if (transfer?.state === 'waiting') return { state: 'waiting', waitsFor: transfer.waitsFor };
  if (inDispute) return { state: 'stopped', waitsFor: 'dispute' };
  if (balance > 0 && transfer?.waitsFor === 'people') return { state: 'stopped', waitsFor: 'people' };
  return balance <= 0 ? { state: 'stopped', waitsFor: 'nothing_owed' } : { state: 'waiting', waitsFor: 'acceptance' };
}
