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

describe('the card of an attempt that failed', () => {
  const failed = { id: 'ch_1', object: 'charge', status: 'failed', currency: 'eur', payment_method_details: { card: { brand: 'visa', last4: '0002', funding: 'credit', country: 'US', checks: null, three_d_secure: null } }, balance_transaction: null };

  it('is told while the intent stands at its decline, and no more when another one is under way', () => {
    const declined = { ...captured({ currency: 'eur', fee: 0 }), status: 'requires_payment_method', last_payment_error: { code: 'card_declined' }, latest_charge: failed } as unknown as Stripe.PaymentIntent;
    expect(intentObservation(declined, names)).toMatchObject({ declineCode: 'card_declined', card: { last4: '0002' } });
    expect(intentObservation({ ...declined, status: 'requires_action', last_payment_error: null }, names)).not.toHaveProperty('card');
  });
});
