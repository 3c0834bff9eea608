import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { intentObservation } from './observations.js';

/** A captured intent of 500.00 EUR, with the balance transaction of its charge. */
function captured(settled: { readonly currency: string; readonly fee: number }): Stripe.PaymentIntent {
  const charge = { id: 'ch_1', object: 'charge', status: 'succeeded', currency: 'eur', payment_method_details: null, balance_transaction: { id: 'txn_1', object: 'balance_transaction', ...settled } };
  return { id: 'pi_1', status: 'succeeded', amount: 50_000, currency: 'eur', amount_capturable: 0, amount_received: 50_000, metadata: {}, next_action: null, last_payment_error: null, cancellation_reason: null, latest_charge: charge } as unknown as Stripe.PaymentIntent;
}

const names = { fingerprint: (value: string) => value } as never;

describe('what Stripe took of a capture', () => {
  it('is told in the currency of the payment', () => {
    expect(intentObservation(captured({ currency: 'eur', fee: 1_480 }), names).processorFee).toBe(1_480);
  });

  it('is no sum of the payment where the account settles in another currency', () => {
    expect(intentObservation(captured({ currency: 'usd', fee: 1_610 }), names)).not.toHaveProperty('processorFee');
  });
});
