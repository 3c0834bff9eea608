import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Rig, payment, refusalOf, startRig, until } from '../emulator.fixture.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const charges = async (): Promise<number> => (await rig.stripe.charges.list()).data.length;

/** Without the SDK, which sends a broken request again by itself. */
function post(path: string, form: string, key: string): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request(`${rig.emulator.url}${path}`, { method: 'POST', agent: false, headers: { authorization: 'Bearer sk_test_x', 'idempotency-key': key, 'content-type': 'application/x-www-form-urlencoded' } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    sent.end(form);
  });
}

const PAY = 'amount=100&currency=usd&confirm=true&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never';
const onPay = { method: 'POST', path: '/v1/payment_intents' };

describe('a fault', () => {
  it('drop: does what was asked and never says so; the key tells', async () => {
    await rig.door('POST', '/faults', { match: onPay, action: 'drop' });
    expect(await post('/v1/payment_intents', PAY, 'lost')).toBe('ECONNRESET');
    expect(await charges()).toBe(1);
    expect(await post('/v1/payment_intents', PAY, 'lost')).toBe(200);
    expect(await charges()).toBe(1);
    const { requests } = await rig.door('GET', '/requests?idempotencyKey=lost');
    expect(requests).toMatchObject([{ status: 200, executed: false, replayed: true, fault: null }, { status: 0, executed: true, replayed: false, fault: 'drop' }]);
  });

  it('reset: nothing was done', async () => {
    await rig.door('POST', '/faults', { match: onPay, action: 'reset' });
    expect(await post('/v1/payment_intents', PAY, 'never')).toBe('ECONNRESET');
    expect(await charges()).toBe(0);
    expect(await post('/v1/payment_intents', PAY, 'never')).toBe(200);
  });

  it.each([[false, 0], [true, 1]])('error 500, executed %s: is kept for its key', async (executed, made) => {
    await rig.door('POST', '/faults', { match: onPay, action: 'error', status: 500, executed });
    expect(await post('/v1/payment_intents', PAY, 'broken')).toBe(500);
    expect(await post('/v1/payment_intents', PAY, 'broken')).toBe(500);
    expect(await charges()).toBe(made);
    expect(await post('/v1/payment_intents', PAY, 'successor')).toBe(200);
  });

  it('error 429: is not kept', async () => {
    await rig.door('POST', '/faults', { match: onPay, action: 'error', status: 429, times: 2 });
    expect(await refusalOf(rig.stripe.paymentIntents.create(payment('pm_card_visa'), { idempotencyKey: 'often' }))).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429 });
    expect(await refusalOf(rig.stripe.paymentIntents.create(payment('pm_card_visa'), { idempotencyKey: 'often' }))).toMatchObject({ statusCode: 429 });
    expect((await rig.stripe.paymentIntents.create(payment('pm_card_visa'), { idempotencyKey: 'often' })).status).toBe('succeeded');
  });

  it('slow: waits before it does anything', async () => {
    await rig.door('POST', '/faults', { match: onPay, action: 'slow', ms: 200 });
    const begun = Date.now();
    const answer = post('/v1/payment_intents', PAY, 'slow');
    expect(await charges()).toBe(0);
    expect(await answer).toBe(200);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(195);
  });

  it('strikes the request it was meant for, and no other', async () => {
    await rig.door('POST', '/faults', [{ match: { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 2 }, action: 'error' }]);
    const held = async (): Promise<string> => (await rig.stripe.paymentIntents.create(payment('pm_card_visa', { capture_method: 'manual' }))).id;
    const [one, two, three] = [await held(), await held(), await held()];
    expect((await rig.stripe.paymentIntents.capture(one)).status).toBe('succeeded');
    expect(await refusalOf(rig.stripe.paymentIntents.capture(two))).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect((await rig.stripe.paymentIntents.retrieve(two)).status).toBe('requires_capture');
    expect((await rig.stripe.paymentIntents.capture(three)).status).toBe('succeeded');
    await rig.door('POST', '/faults', { action: 'error', times: 100 });
    await rig.door('DELETE', '/faults');
    expect((await rig.stripe.paymentIntents.capture(two)).status).toBe('succeeded');
  });
});

describe('the clock', () => {
  it('lets an authorisation die after seven days', async () => {
    const held = await rig.stripe.paymentIntents.create(payment('pm_card_visa', { capture_method: 'manual' }));
    await rig.door('POST', '/clock', { advance: '6d 23h' });
    expect((await rig.stripe.paymentIntents.retrieve(held.id)).status).toBe('requires_capture');
    await rig.door('POST', '/clock', { advance: '2h' });
    expect(await rig.stripe.paymentIntents.retrieve(held.id, { expand: ['latest_charge'] })).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic', latest_charge: { refunded: true, captured: false } });
    expect((await rig.stripe.events.list({ type: 'charge.expired' })).data).toHaveLength(1);
    expect(await refusalOf(rig.stripe.paymentIntents.capture(held.id))).toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  it('ages confirmation tokens and forgets events', async () => {
    const token = await rig.stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    await rig.door('POST', '/clock', { advance: '12h' });
    expect((await refusalOf(rig.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, confirmation_token: token.id, return_url: 'https://shop.example' }))).message).toContain('expired');
    await rig.stripe.customers.create();
    expect((await rig.stripe.events.list({ type: 'customer.created' })).data).toHaveLength(1);
    await rig.door('POST', '/clock', { advance: '31d' });
    expect((await rig.stripe.events.list({ type: 'customer.created' })).data).toHaveLength(0);
  });

  it.each([[{ advance: '-1d' }], [{ advance: 'soon' }], [{ at: '2001-01-01T00:00:00Z' }], [{}], [{ advance: '1d', at: '2040-01-01T00:00:00Z' }], [{ advance: '99999d' }]])('refuses %o', async (body) => {
    expect(await rig.door('POST', '/clock', body)).toHaveProperty('error');
  });
});

describe('the doors', () => {
  it('count, show and clear what there is', async () => {
    await rig.stripe.customers.create({ name: '<b>&' });
    expect(await rig.door('GET', '/state')).toMatchObject({ counts: { customers: 1, events: 1 }, requests: 1 });
    await rig.stripe.paymentIntents.create(payment('pm_card_visa', { description: '<script>alert(1)</script>' }));
    const page = await (await fetch(`${rig.emulator.url}/`)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
    await rig.door('DELETE', '/state');
    expect(await rig.door('GET', '/state')).toMatchObject({ counts: { customers: 0, events: 0 }, requests: 0 });
  });

  it.each([
    [{ host: 'evil.example' }, 403], [{ host: 'localhost.evil.example:80' }, 403], [{ origin: 'https://evil.example' }, 403], [{ 'content-type': 'text/plain' }, 400], [{}, 200],
  ])('opened with %o answer %i', async (headers, status) => {
    const answer = await new Promise<number>((resolve) => {
      const sent = request(`${rig.emulator.url}/_emulator/faults`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (response) => resolve(response.resume().statusCode ?? 0));
      sent.end('{"action":"slow","ms":1}');
    });
    expect(answer).toBe(status);
  });

  it.each([['/faults', { action: 'explode' }], ['/faults', { action: 'error', status: 404 }], ['/faults', { nonsense: 1 }], ['/webhooks', { drop: 2 }], ['/webhooks', { endpoints: [{ url: 'ftp://x', secret: 's' }] }], ['/disputes', { charge: 'ch_none' }]])('%s refuse %o', async (path, body) => {
    expect(await rig.door('POST', path, body)).toHaveProperty('error');
  });

  it('and the pages outlive whatever is sent to them', async () => {
    for (const [path, body] of [['/challenges/pi_1', 'a=%'], ['/onboarding/x', '%'], ['/_emulator/clock', '{'], ['/receipts/ch_1', ''], ['/elsewhere', 'x']] as const) {
      const answer = await fetch(`${rig.emulator.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    expect((await rig.stripe.customers.list()).data).toEqual([]);
  });

  it('raise disputes and warnings on any charge', async () => {
    const intent = await rig.stripe.paymentIntents.create(payment('pm_card_visa'));
    const [charge] = (await rig.stripe.charges.list({ payment_intent: intent.id })).data;
    await rig.door('POST', '/early-fraud-warnings', { charge: charge?.id });
    await rig.door('POST', '/disputes', { charge: charge?.id });
    const [warning] = (await rig.stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id })).data;
    expect(warning).toMatchObject({ actionable: false });
    await until(async () => (await rig.stripe.disputes.list({ payment_intent: intent.id })).data[0], 'the dispute');
  });
});
