import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { NO_REDIRECTS, RETURN_URL, type Rig, answerPage, chargeOf, clientOf, idOf, payment, refusalOf, startRig } from '../emulator.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

async function typesOf(intent: string): Promise<string[]> {
  const { data } = await rig.stripe.events.list({ limit: 100 });
  return data.filter((event) => JSON.stringify(event.data.object).includes(intent)).map((event) => event.type).reverse();
}

async function tokenFor(card: string): Promise<string> {
  return (await rig.stripe.testHelpers.confirmationTokens.create({ payment_method: card, return_url: RETURN_URL })).id;
}

describe('a payment', () => {
  it('goes from creation by confirmation token to a partial capture, and releases the rest', async () => {
    const token = await tokenFor('pm_card_mastercard');
    const created = await rig.stripe.paymentIntents.create({ amount: 10_000, currency: 'usd', capture_method: 'manual', metadata: { order: '1' } });
    expect(created).toMatchObject({ status: 'requires_payment_method', amount_capturable: 0, capture_method: 'manual' });
    const authorised = await rig.stripe.paymentIntents.confirm(created.id, { confirmation_token: token, expand: ['latest_charge'] });
    expect(authorised).toMatchObject({ status: 'requires_capture', amount_capturable: 10_000, amount_received: 0 });
    expect(chargeOf(authorised)).toMatchObject({ captured: false, balance_transaction: null, payment_method_details: { card: { brand: 'mastercard' } }, metadata: { order: '1' } });
    const captured = await rig.stripe.paymentIntents.capture(created.id, { amount_to_capture: 7500, expand: ['latest_charge.balance_transaction'] });
    expect(captured).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 7500 });
    expect(chargeOf(captured)).toMatchObject({ amount: 10_000, amount_captured: 7500, amount_refunded: 2500, captured: true, balance_transaction: { amount: 7500, fee: 248, net: 7252, type: 'charge' } });
    expect(await typesOf(created.id)).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.amount_capturable_updated', 'charge.captured', 'payment_intent.succeeded']);
  });

  it('is refused by Stripe in its words where its state does not allow it', async () => {
    const paid = await rig.stripe.paymentIntents.create(payment('pm_card_visa'));
    for (const work of [rig.stripe.paymentIntents.capture(paid.id), rig.stripe.paymentIntents.cancel(paid.id), rig.stripe.paymentIntents.confirm(paid.id, { payment_method: 'pm_card_visa', return_url: RETURN_URL })]) {
      expect(await refusalOf(work)).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, code: 'payment_intent_unexpected_state', payment_intent: { id: paid.id } });
    }
    const held = await rig.stripe.paymentIntents.create(payment('pm_card_visa', { capture_method: 'manual' }));
    expect(await refusalOf(rig.stripe.paymentIntents.capture(held.id, { amount_to_capture: 10_001 }))).toMatchObject({ code: 'amount_too_large' });
    expect(await refusalOf(rig.stripe.paymentIntents.update(held.id, { amount: 1 }))).toBeDefined();
  });

  it('that is canceled while authorised gives the authorisation back', async () => {
    const held = await rig.stripe.paymentIntents.create(payment('pm_card_visa', { capture_method: 'manual' }));
    const canceled = await rig.stripe.paymentIntents.cancel(held.id, { cancellation_reason: 'requested_by_customer', expand: ['latest_charge'] });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'requested_by_customer', amount_capturable: 0 });
    expect(chargeOf(canceled)).toMatchObject({ captured: false, refunded: true, amount_refunded: 10_000 });
  });

  it('after a decline waits for another payment method, and can succeed', async () => {
    const refused = await refusalOf(rig.stripe.paymentIntents.create(payment('pm_card_visa_chargeDeclinedInsufficientFunds')));
    expect(refused).toMatchObject({ type: 'StripeCardError', statusCode: 402, code: 'card_declined', decline_code: 'insufficient_funds', doc_url: expect.stringContaining('card-declined') });
    const { payment_intent: intent } = refused as Stripe.errors.StripeCardError;
    expect(intent).toMatchObject({ status: 'requires_payment_method', payment_method: null, last_payment_error: { decline_code: 'insufficient_funds' } });
    const paid = await rig.stripe.paymentIntents.confirm(String(intent?.id), { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    expect((await rig.stripe.charges.list({ payment_intent: paid.id })).data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  it('takes a confirmation token once, and for twelve hours', async () => {
    const token = await tokenFor('pm_card_visa');
    expect(await rig.stripe.confirmationTokens.retrieve(token)).toMatchObject({ payment_intent: null, payment_method_preview: { card: { brand: 'visa', country: 'US', funding: 'credit', last4: '4242', fingerprint: expect.any(String), checks: { cvc_check: 'unchecked' } } } });
    const first = await rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, confirmation_token: token });
    expect((await rig.stripe.confirmationTokens.retrieve(token)).payment_intent).toBe(first.id);
    expect(await refusalOf(rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, confirmation_token: token }))).toMatchObject({ statusCode: 400, param: 'confirmation_token' });
    expect(await refusalOf(rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, confirmation_token: 'ctoken_none' }))).toMatchObject({ code: 'resource_missing' });
    const both = await tokenFor('pm_card_visa');
    expect(await refusalOf(rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, confirmation_token: both, payment_method: 'pm_card_visa' }))).toMatchObject({ code: 'parameters_exclusive' });
  });

  it('needs a page to come back to unless redirects are off', async () => {
    const refused = await refusalOf(rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' }));
    expect(refused.message).toContain('return_url');
  });

  it('does not take a payment method twice that belongs to nobody, and keeps one that is set up', async () => {
    const customer = await rig.stripe.customers.create({ email: 'buyer@example.com' });
    const once = await rig.stripe.paymentIntents.create(payment('pm_card_visa'));
    expect((await refusalOf(rig.stripe.paymentIntents.create(payment(idOf(once.payment_method))))).message).toContain('may not be used again');
    const saved = await rig.stripe.paymentIntents.create(payment('pm_card_visa', { customer: customer.id, setup_future_usage: 'off_session' }));
    expect((await rig.stripe.customers.listPaymentMethods(customer.id)).data.map(({ id }) => id)).toEqual([saved.payment_method]);
    const again = await rig.stripe.paymentIntents.create(payment(idOf(saved.payment_method), { customer: customer.id, off_session: true }));
    expect(again.status).toBe('succeeded');
    expect((await refusalOf(rig.stripe.paymentIntents.create(payment(idOf(saved.payment_method))))).message).toContain('belongs to a Customer');
  });
});

describe('3-D Secure', () => {
  it.each([['complete', 'requires_capture', 'succeeded'], ['fail', 'requires_payment_method', 'failed']])('leads to a page, where the holder can %s', async (answer, status, redirectStatus) => {
    const intent = await rig.stripe.paymentIntents.create({ amount: 4200, currency: 'usd', capture_method: 'manual', confirm: true, payment_method: 'pm_card_threeDSecure2Required', return_url: `${RETURN_URL}?a=b` });
    expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: `${RETURN_URL}?a=b` } } });
    const back = await answerPage(String(intent.next_action?.redirect_to_url?.url), answer);
    expect(Object.fromEntries(back.searchParams)).toEqual({ a: 'b', payment_intent: intent.id, payment_intent_client_secret: intent.client_secret, redirect_status: redirectStatus });
    const after = await rig.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(after).toMatchObject({ status, next_action: null });
    if (answer === 'fail') expect(after).toMatchObject({ latest_charge: null, payment_method: null, last_payment_error: { code: 'payment_intent_authentication_failure' } });
    else expect(chargeOf(after).payment_method_details?.card?.three_d_secure).toMatchObject({ result: 'authenticated', authentication_flow: 'challenge', version: '2.2.0', electronic_commerce_indicator: '05' });
  });

  it('that was passed can still end in a decline', async () => {
    const intent = await rig.stripe.paymentIntents.create({ amount: 4200, currency: 'usd', confirm: true, payment_method: 'pm_card_threeDSecureRequiredChargeDeclined', return_url: RETURN_URL });
    const back = await answerPage(String(intent.next_action?.redirect_to_url?.url), 'complete');
    expect(back.searchParams.get('redirect_status')).toBe('failed');
    expect(await rig.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' } });
  });

  it('is answered once, and only with the secret', async () => {
    const intent = await rig.stripe.paymentIntents.create({ amount: 4200, currency: 'usd', confirm: true, payment_method: 'pm_card_authenticationRequired', return_url: RETURN_URL });
    const url = String(intent.next_action?.redirect_to_url?.url);
    expect((await fetch(url.replace(/secret_\w+$/, 'secret_wrong'))).status).toBe(404);
    await answerPage(url, 'complete');
    await expect(answerPage(url, 'fail')).rejects.toThrow('no button');
    expect((await rig.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  it.each([
    ['threeDSecureOptional', 'automatic', 'succeeded', null],
    ['threeDSecureOptional', 'any', 'requires_action', undefined],
    ['threeDSecureOptional', 'challenge', 'requires_action', undefined],
    ['visa', 'any', 'succeeded', { result: 'attempt_acknowledged', authentication_flow: null, electronic_commerce_indicator: '06' }],
    ['amex', 'any', 'succeeded', { result: 'not_supported', version: null }],
    ['threeDSecureOptionalProcessingError', 'any', 'succeeded', { result: 'processing_error' }],
    ['threeDSecureFrictionless', 'any', 'succeeded', { result: 'authenticated', authentication_flow: 'frictionless', electronic_commerce_indicator: '05' }],
    ['threeDSecureFrictionless', 'automatic', 'succeeded', null],
  ] as const)('of pm_card_%s, asked for as %s', async (name, request, status, expected) => {
    const intent = await rig.stripe.paymentIntents.create(payment(`pm_card_${name}`, { payment_method_options: { card: { request_three_d_secure: request } } }));
    expect(intent.status).toBe(status);
    if (expected === null) expect(chargeOf(intent).payment_method_details?.card?.three_d_secure).toBeNull();
    else if (expected) expect(chargeOf(intent).payment_method_details?.card?.three_d_secure).toMatchObject(expected);
  });

  it('cannot be asked for while the holder is away, unless the card was set up', async () => {
    const customer = await rig.stripe.customers.create();
    for (const name of ['authenticationRequired', 'authenticationRequiredOnSetup']) {
      expect(await refusalOf(rig.stripe.paymentIntents.create(payment(`pm_card_${name}`, { off_session: true })))).toMatchObject({ code: 'authentication_required', decline_code: 'authentication_required' });
    }
    expect((await rig.stripe.paymentIntents.create(payment('pm_card_authenticationRequiredSetupForOffSession', { off_session: true }))).status).toBe('succeeded');
    const setup = await rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, payment_method: 'pm_card_authenticationRequiredOnSetup', customer: customer.id, setup_future_usage: 'off_session', return_url: RETURN_URL });
    await answerPage(String(setup.next_action?.redirect_to_url?.url), 'complete');
    const { payment_method: method } = await rig.stripe.paymentIntents.retrieve(setup.id);
    expect((await rig.stripe.paymentIntents.create(payment(idOf(method), { customer: customer.id, off_session: true }))).status).toBe('succeeded');
  });
});

describe('a publishable key', () => {
  it('makes confirmation tokens and sees an intent with its secret, and nothing else', async () => {
    const browser = clientOf(rig.emulator.port, 'pk_test_of_the_tests');
    const made = await rig.raw('POST', '/v1/confirmation_tokens', { 'payment_method_data[type]': 'card', 'payment_method_data[card][number]': '4242424242424242', 'payment_method_data[card][exp_month]': '12', 'payment_method_data[card][exp_year]': '40', 'payment_method_data[card][cvc]': '123', 'payment_method_data[billing_details][address][postal_code]': '10001' }, { authorization: 'Bearer pk_test_x', origin: 'http://localhost:5173' });
    expect(made).toMatchObject({ status: 200, body: { object: 'confirmation_token', payment_method_preview: { billing_details: { address: { postal_code: '10001' } } } } });
    expect(made.headers.get('access-control-allow-origin')).toBe('*');
    const intent = await rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', automatic_payment_methods: NO_REDIRECTS, metadata: { secret: 'yes' } });
    const seen = await browser.paymentIntents.retrieve(intent.id, { client_secret: String(intent.client_secret) });
    expect(seen).toMatchObject({ id: intent.id, status: 'requires_payment_method' });
    expect(seen).not.toHaveProperty('metadata');
    expect((await refusalOf(browser.paymentIntents.retrieve(intent.id, { client_secret: 'wrong' }))).statusCode).toBe(404);
    expect((await refusalOf(browser.customers.list())).statusCode).toBe(401);
    const preflight = await fetch(`${rig.emulator.url}/v1/confirmation_tokens`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect((await fetch(`${rig.emulator.url}/v1/customers`, { method: 'OPTIONS' })).status).toBe(403);
  });
});
