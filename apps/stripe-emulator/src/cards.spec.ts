import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { CARDS, isCardNumber, type TestCard } from './cards.ts';
import { NO_REDIRECTS, type Rig, chargeOf, payment, refusalOf, startRig } from './emulator.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const rows = [...CARDS].map(([number, card]) => ({ number, card, name: card.names[0] }));

/** What Stripe's page says of each decline. */
const DECLINES: Readonly<Record<string, readonly [code: string, declineCode: string]>> = {
  blocked: ['card_declined', 'fraudulent'], card_velocity_exceeded: ['card_declined', 'card_velocity_exceeded'], expired_card: ['expired_card', 'expired_card'], generic_decline: ['card_declined', 'generic_decline'],
  incorrect_cvc: ['incorrect_cvc', 'incorrect_cvc'], insufficient_funds: ['card_declined', 'insufficient_funds'], lost_card: ['card_declined', 'lost_card'], processing_error: ['processing_error', 'processing_error'], stolen_card: ['card_declined', 'stolen_card'],
};

function expectation({ authentication, decline }: TestCard): string {
  if (authentication === 'always' || authentication === 'set-up' || authentication === 'unless-set-up') return 'requires_action';
  if (authentication === 'always-error') return 'generic_decline';
  return decline ?? 'succeeded';
}

async function outcome(work: Promise<Stripe.PaymentIntent>): Promise<string> {
  try {
    return (await work).status;
  } catch (error) {
    const { code, decline_code: declineCode } = error as Stripe.errors.StripeCardError;
    const found = Object.entries(DECLINES).find(([, [wantedCode, wantedDecline]]) => wantedCode === code && wantedDecline === declineCode);
    return found?.[0] ?? `${code ?? 'none'}/${declineCode}`;
  }
}

describe('test cards', () => {
  it.each(rows.flatMap(({ name, card }) => (name === undefined ? [] : [{ name, card }])))('pm_card_$name is charged as the table says', async ({ name, card }) => {
    expect(await outcome(rig.stripe.paymentIntents.create(payment(`pm_card_${name}`)))).toBe(expectation(card));
  });

  it.each(rows)('$number does as a number what it does by name', async ({ number, card }) => {
    const method = await rig.stripe.paymentMethods.create({ type: 'card', card: { number, exp_month: 12, exp_year: 2040, cvc: '123' } as unknown as Stripe.PaymentMethodCreateParams.Card });
    expect(method.card).toMatchObject({ last4: number.slice(-4), brand: card.brand ?? 'visa', country: card.country ?? 'US', funding: card.funding ?? 'credit' });
    expect(await outcome(rig.stripe.paymentIntents.create(payment(method.id)))).toBe(expectation(card));
  });

  it('has no number that is not one', () => {
    expect(rows.filter(({ number }) => !isCardNumber(number))).toEqual([]);
  });

  it.each([
    ['cvcCheckFail', { cvc_check: 'fail', address_line1_check: 'pass', address_postal_code_check: 'pass' }],
    ['avsZipFail', { cvc_check: 'pass', address_line1_check: 'pass', address_postal_code_check: 'fail' }],
    ['avsLine1Fail', { cvc_check: 'pass', address_line1_check: 'fail', address_postal_code_check: 'pass' }],
    ['avsFail', { cvc_check: 'pass', address_line1_check: 'fail', address_postal_code_check: 'fail' }],
    ['avsUnchecked', { cvc_check: 'pass', address_line1_check: 'unavailable', address_postal_code_check: 'unavailable' }],
    ['visa', { cvc_check: 'pass', address_line1_check: 'pass', address_postal_code_check: 'pass' }],
  ])('pm_card_%s: the issuer checks what was given', async (name, checks) => {
    const data = { type: 'card', card: { token: `tok_${name}` }, billing_details: { address: { line1: '1 Main St', postal_code: '10001' } } } as unknown as Stripe.PaymentIntentCreateParams.PaymentMethodData;
    const intent = await rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, automatic_payment_methods: NO_REDIRECTS, expand: ['latest_charge'], payment_method_data: data });
    expect(chargeOf(intent).payment_method_details?.card?.checks).toEqual(checks);
  });

  it('does not check what was not given', async () => {
    const intent = await rig.stripe.paymentIntents.create(payment('pm_card_avsFail'));
    expect(chargeOf(intent).payment_method_details?.card?.checks).toEqual({ cvc_check: 'pass', address_line1_check: null, address_postal_code_check: null });
  });

  it.each([
    ['visa', { risk_level: 'normal', network_status: 'approved_by_network', type: 'authorized' }],
    ['riskLevelElevated', { risk_level: 'elevated', network_status: 'approved_by_network', type: 'authorized' }],
    ['riskLevelHighest', { risk_level: 'highest', network_status: 'approved_by_network', type: 'authorized' }],
  ])('pm_card_%s has the outcome of its risk', async (name, outcomeOf) => {
    expect(chargeOf(await rig.stripe.paymentIntents.create(payment(`pm_card_${name}`))).outcome).toMatchObject(outcomeOf);
  });

  it('blocks what Radar always blocks before it reaches the network', async () => {
    const refused = await refusalOf(rig.stripe.paymentIntents.create(payment('pm_card_radarBlock')));
    const charge = await rig.stripe.charges.retrieve(String((refused as Stripe.errors.StripeCardError).charge));
    expect(charge).toMatchObject({ status: 'failed', paid: false, outcome: { type: 'blocked', network_status: 'not_sent_to_network', risk_level: 'highest', reason: 'highest_risk_level' } });
  });

  it('lets pm_card_chargeCustomerFail be attached, and no card that is declined', async () => {
    const customer = await rig.stripe.customers.create();
    await rig.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    expect((await refusalOf(rig.stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }))).code).toBe('card_declined');
    expect((await rig.stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
  });

  it.each([
    [{ number: '4242424242424241' }, 'incorrect_number'],
    [{ exp_month: 13 }, 'invalid_expiry_month'],
    [{ exp_year: 2019 }, 'invalid_expiry_year'],
    [{ cvc: '99' }, 'invalid_cvc'],
  ])('refuses %o as %s', async (wrong, code) => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123', ...wrong } as unknown as Stripe.PaymentMethodCreateParams.Card;
    expect(await refusalOf(rig.stripe.paymentMethods.create({ type: 'card', card }))).toMatchObject({ type: 'StripeCardError', statusCode: 402, code });
  });

  it('frees the money of pm_card_bypassPending at once', async () => {
    const params = payment('pm_card_bypassPending', { expand: ['latest_charge.balance_transaction'] });
    expect(chargeOf(await rig.stripe.paymentIntents.create(params)).balance_transaction).toMatchObject({ status: 'available' });
    expect(chargeOf(await rig.stripe.paymentIntents.create({ ...params, payment_method: 'pm_card_visa' })).balance_transaction).toMatchObject({ status: 'pending' });
  });
});
