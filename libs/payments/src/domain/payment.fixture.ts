import { CURRENT_FEE_POLICY, feeOf } from './fee-policy.js';
import type { IntentObservation } from './observe-intent.js';
import type { Payment } from './payment.js';

export const NOW = new Date('2026-11-23T10:00:00Z');
export const HOUR_MS = 3_600_000;
export const later = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

/** A payment of 500.00 USD that was not sent to the processor yet. */
export function newPayment(changes: Partial<Payment> = {}): Payment {
  const amount = changes.amount ?? 50_000;
  return {
    id: 'payment', proposalId: 'proposal', serviceRequestId: 'request', clientBusinessId: 'client', providerBusinessId: 'provider', createdBy: 'ada', createdAt: NOW,
    state: 'created', live: true, amount, currency: 'USD', fee: feeOf(amount, CURRENT_FEE_POLICY), feePolicy: 1, termsVersion: '2026-11',
    billing: { name: 'Ada', email: 'ada@example.org', country: 'US', postalCode: '04101' }, customerId: 'cus_1',
    authorised: 0, captured: 0, refundReserved: 0, disputed: 0, decisions: [], operations: [], refunds: [], disputes: [], warnings: [], ledger: [],
    ...changes,
  };
}

/** What the processor says of its intent. */
export function intent(status: IntentObservation['status'], changes: Partial<IntentObservation> = {}): IntentObservation {
  const held = status === 'requires_capture' ? 50_000 : 0;
  const received = status === 'succeeded' ? 50_000 : 0;
  const charge = held + received > 0 ? { chargeId: 'ch_1' } : {};
  return { intentId: 'pi_1', status, amount: 50_000, currency: 'usd', capturable: held, received, ...charge, ...changes };
}
