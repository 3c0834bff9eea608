/** What payments told of one movement of money for a request. */
export interface PaymentEntry {
  /** `returned`: a refund that a bank sent back. */
  readonly kind: 'captured' | 'refunded' | 'returned';
  /** Minor units. */
  readonly amount: number;
  readonly at: Date;
}

/** By the event that told it: told again it changes nothing, and the order of telling does not matter. */
export type PaymentEntries = Readonly<Record<string, PaymentEntry>>;

export const PAYMENT_STATUSES = ['none', 'paid', 'partly_refunded', 'refunded'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export interface PaymentSummary {
  readonly state: PaymentStatus;
  /** When the last movement happened. */
  readonly at?: Date;
}

/**
 * Whether a request is paid for. A refund that is told before its capture shows as a partial one until the capture is told, too;
 * one that a bank sent back counts no more.
 */
export function paymentStatus(entries: PaymentEntries = {}): PaymentSummary {
  const all = Object.values(entries);
  const total = (kind: PaymentEntry['kind']): number => all.filter((entry) => entry.kind === kind).reduce((sum, { amount }) => sum + amount, 0);
  const latest = all.reduce<Date | undefined>((last, { at }) => (last === undefined || at > last ? at : last), undefined);
  if (latest === undefined) return { state: 'none' };
  const [captured, refunded] = [total('captured'), total('refunded') - total('returned')];
  const state = refunded <= 0 ? 'paid' : captured > 0 && refunded >= captured ? 'refunded' : 'partly_refunded';
  return { state, at: latest };
}
