import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Rig, chargeOf, clientOf, payment, refusalOf, startRig } from '../emulator.fixture.ts';
import { API_VERSION } from '../world.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

describe('the wire', () => {
  it.each([
    [undefined, 401], ['Bearer ', 401], ['Bearer nonsense', 401], ['Bearer sk_live_anything', 403], [`Basic ${Buffer.from('sk_live_x:').toString('base64')}`, 403],
    ['Bearer sk_test_anything', 200], ['Bearer rk_test_anything', 200], [`Basic ${Buffer.from('sk_test_x:').toString('base64')}`, 200], ['Bearer pk_test_x', 401],
  ])('asked with %s answers %i', async (authorization, status) => {
    const answer = await fetch(`${rig.emulator.url}/v1/customers`, { headers: authorization === undefined ? {} : { authorization } });
    expect(answer.status).toBe(status);
  });

  it('carries a request id, the version and the key back', async () => {
    const { headers } = await rig.raw('POST', '/v1/customers', {}, { 'stripe-version': API_VERSION, 'idempotency-key': 'echo' });
    expect(headers.get('request-id')).toMatch(/^req_\w+$/);
    expect(headers.get('stripe-version')).toBe(API_VERSION);
    expect(headers.get('idempotency-key')).toBe('echo');
  });

  it.each([
    ['GET', '/v1/nowhere', undefined, 404, { type: 'invalid_request_error', message: expect.stringContaining('Unrecognized request URL (GET: /v1/nowhere)') }],
    ['PUT', '/v1/customers', {}, 404, { type: 'invalid_request_error' }],
    ['GET', '/v1/payment_intents/pi_none', undefined, 404, { code: 'resource_missing', param: 'intent', message: "No such payment_intent: 'pi_none'" }],
    ['GET', '/v1/customers/cus_none', undefined, 404, { code: 'resource_missing', param: 'id', message: "No such customer: 'cus_none'" }],
    ['POST', '/v1/customers', { nonsense: '1' }, 400, { code: 'parameter_unknown', param: 'nonsense' }],
    ['POST', '/v1/payment_intents', { amount: '100' }, 400, { code: 'parameter_missing', param: 'currency' }],
    ['POST', '/v1/payment_intents', { currency: 'usd' }, 400, { code: 'parameter_missing', param: 'amount' }],
    ['POST', '/v1/payment_intents', { amount: '1.5', currency: 'usd' }, 400, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['POST', '/v1/payment_intents', { amount: '0', currency: 'usd' }, 400, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['POST', '/v1/payment_intents', { amount: '49', currency: 'usd' }, 400, { code: 'amount_too_small', param: 'amount' }],
    ['POST', '/v1/payment_intents', { amount: '100000000', currency: 'usd' }, 400, { code: 'amount_too_large', param: 'amount' }],
    ['POST', '/v1/payment_intents', { amount: '100', currency: 'xxx' }, 400, { param: 'currency' }],
    ['POST', '/v1/payment_intents', { amount: '100', currency: 'usd', capture_method: 'sometimes' }, 400, { param: 'capture_method' }],
    ['POST', '/v1/payment_intents', { amount: '100', currency: 'usd', customer: 'cus_none' }, 400, { code: 'resource_missing', param: 'customer' }],
    ['POST', '/v1/customers', { [`metadata[${'k'.repeat(41)}]`]: 'v' }, 400, { param: 'metadata' }],
    ['POST', '/v1/customers', { 'metadata[k]': 'v'.repeat(501) }, 400, { param: 'metadata[k]' }],
    ['POST', '/v1/customers', Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`metadata[k${at}]`, 'v'])), 400, { param: 'metadata' }],
    ['POST', '/v1/customers', { email: 'no address' }, 400, { code: 'email_invalid' }],
    ['GET', '/v1/customers?limit=101', undefined, 400, { code: 'parameter_invalid_integer', param: 'limit' }],
    ['GET', '/v1/customers?starting_after=cus_none', undefined, 400, { code: 'resource_missing', param: 'starting_after' }],
    ['GET', '/v1/customers?email=%E0%A4%A', undefined, 400, { type: 'invalid_request_error' }],
  ])('%s %s %o is answered %i', async (method, path, form, status, error) => {
    const answer = await rig.raw(method, path, form);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject(error);
  });

  it('sees a parameter called __proto__ as a parameter', async () => {
    expect((await rig.raw('POST', '/v1/customers', { '__proto__[x]': '1' })).body.error).toMatchObject({ code: 'parameter_unknown' });
    expect((await rig.raw('POST', '/v1/customers', { 'metadata[__proto__]': '1' })).status).toBe(200);
    expect(({} as { x?: string }).x).toBeUndefined();
  });

  it('merges and unsets metadata', async () => {
    const { id } = await rig.stripe.customers.create({ metadata: { a: '1', b: '2' }, name: 'N' });
    expect(await rig.stripe.customers.update(id, { metadata: { b: '', c: '3' }, name: '' })).toMatchObject({ metadata: { a: '1', c: '3' }, name: null });
    expect((await rig.stripe.customers.update(id, { metadata: '' })).metadata).toEqual({});
    expect(await rig.stripe.customers.del(id)).toEqual(expect.objectContaining({ id, deleted: true }));
    expect(await rig.stripe.customers.retrieve(id)).toMatchObject({ deleted: true });
    expect((await refusalOf(rig.stripe.customers.update(id, { name: 'x' }))).code).toBe('resource_missing');
  });

  it('refuses a body over a mebibyte', async () => {
    const answer = await fetch(`${rig.emulator.url}/v1/customers`, { method: 'POST', headers: { authorization: 'Bearer sk_test_x' }, body: `name=${'x'.repeat(1 << 20)}` });
    expect(answer.status).toBe(413);
  });
});

describe('lists', () => {
  it('are paged both ways, newest first, whole and without repetition', async () => {
    const own = await startRig();
    const made: string[] = [];
    for (let at = 0; at < 23; at += 1) made.push((await own.stripe.customers.create({ name: String(at) })).id);
    const all: string[] = [];
    for await (const customer of own.stripe.customers.list({ limit: 5 })) all.push(customer.id);
    expect(all).toEqual(made.toReversed());
    const page = await own.stripe.customers.list({ limit: 3, starting_after: made[10] as string });
    expect(page).toMatchObject({ has_more: true, url: '/v1/customers' });
    expect(page.data.map(({ id }) => id)).toEqual([made[9], made[8], made[7]]);
    const before = await own.stripe.customers.list({ limit: 3, ending_before: made[10] as string });
    expect(before.data.map(({ id }) => id)).toEqual([made[13], made[12], made[11]]);
    expect((await own.stripe.customers.list({ limit: 3, starting_after: made[2] as string })).has_more).toBe(false);
    await own.close();
  });

  it('are narrowed by creation, customer and intent', async () => {
    const own = await startRig();
    const { id: customer } = await own.stripe.customers.create({ email: 'one@example.com' });
    await own.stripe.customers.create({ email: 'two@example.com' });
    const first = await own.stripe.paymentIntents.create(payment('pm_card_visa', { customer }));
    await own.door('POST', '/clock', { advance: '1h' });
    const second = await own.stripe.paymentIntents.create(payment('pm_card_visa'));
    expect((await own.stripe.paymentIntents.list({ created: { gt: first.created } })).data.map(({ id }) => id)).toEqual([second.id]);
    expect((await own.stripe.paymentIntents.list({ created: { lte: first.created } })).data.map(({ id }) => id)).toEqual([first.id]);
    expect((await own.stripe.paymentIntents.list({ customer })).data.map(({ id }) => id)).toEqual([first.id]);
    expect((await own.stripe.customers.list({ email: 'one@example.com' })).data.map(({ id }) => id)).toEqual([customer]);
    expect((await own.stripe.charges.list({ payment_intent: second.id })).data).toHaveLength(1);
    expect((await own.stripe.balanceTransactions.list({ source: chargeOf(second).id, type: 'charge' })).data).toHaveLength(1);
    expect((await own.stripe.balanceTransactions.list({ type: 'refund' })).data).toHaveLength(0);
    expect((await own.stripe.events.list({ types: ['charge.succeeded', 'payment_intent.succeeded'], limit: 3 })).data.map(({ type }) => type)).toEqual(['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.succeeded']);
    expect((await own.stripe.events.list({ type: 'customer.*' })).data).toHaveLength(2);
    await own.close();
  });
});

describe('expand', () => {
  it('puts objects in the place of ids, also in lists and four levels down', async () => {
    const { id: customer } = await rig.stripe.customers.create({ name: 'Whole' });
    const intent = await rig.stripe.paymentIntents.create(payment('pm_card_visa', { customer, expand: ['latest_charge.balance_transaction', 'customer'] }));
    expect(intent).toMatchObject({ customer: { name: 'Whole' }, latest_charge: { balance_transaction: { object: 'balance_transaction' } } });
    const { data } = await rig.stripe.paymentIntents.list({ customer, expand: ['data.latest_charge.customer'] });
    expect(data[0]).toMatchObject({ latest_charge: { customer: { name: 'Whole' } } });
    await rig.stripe.refunds.create({ payment_intent: intent.id, amount: 1 });
    expect((await rig.stripe.charges.retrieve(chargeOf(intent).id, { expand: ['refunds'] })).refunds).toMatchObject({ object: 'list', data: [{ amount: 1 }] });
  });

  it.each(['nothing', 'status', 'a.b.c.d.e'])('of %s is refused', async (path) => {
    const { id } = await rig.stripe.paymentIntents.create(payment('pm_card_visa'));
    expect(await refusalOf(rig.stripe.paymentIntents.retrieve(id, { expand: [path] }))).toMatchObject({ statusCode: 400, param: 'expand' });
  });
});

describe('a request that is refused', () => {
  const confirmed = { amount: '100', currency: 'usd', confirm: 'true' };
  it.each([
    ['without a page to come back to', { ...confirmed, payment_method: 'pm_card_visa' }],
    ['with a token that is not there', { ...confirmed, confirmation_token: 'ctoken_none' }],
    ['with a payment method that is not there', { ...confirmed, payment_method: 'pm_none', return_url: 'https://shop.example' }],
    ['without any payment method', { ...confirmed, return_url: 'https://shop.example' }],
    ['with two of what can be one', { ...confirmed, payment_method: 'pm_card_visa', confirmation_token: 'ctoken_none' }],
    ['with another customer’s payment method', { ...confirmed, payment_method: 'theirs', return_url: 'https://shop.example' }],
  ])('%s leaves nothing behind', async (_, form) => {
    const own = await startRig();
    const { id: customer } = await own.stripe.customers.create();
    const theirs = await own.stripe.paymentMethods.attach('pm_card_visa', { customer });
    const counts = async (): Promise<unknown> => (await own.door('GET', '/state'))['counts'];
    const before = await counts();
    const sent = 'payment_method' in form && form.payment_method === 'theirs' ? { ...form, payment_method: theirs.id } : form;
    expect((await own.raw('POST', '/v1/payment_intents', sent)).status).toBe(400);
    expect(await counts()).toEqual(before);
    await own.close();
  });
});

describe('a request whose answer cannot be expanded', () => {
  it('does nothing', async () => {
    expect((await rig.raw('POST', '/v1/customers', { email: 'never@example.com', 'expand[]': 'nothing' })).status).toBe(400);
    expect((await rig.stripe.customers.list({ email: 'never@example.com' })).data).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('gives the first answer again, and does nothing again', async () => {
    const own = await startRig();
    const params = payment('pm_card_visa');
    const answers = await Promise.all(Array.from({ length: 20 }, () => own.stripe.paymentIntents.create(params, { idempotencyKey: 'pay-once' })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ lastResponse }) => lastResponse.headers['idempotent-replayed'] === 'true')).toHaveLength(19);
    expect((await own.stripe.charges.list()).data).toHaveLength(1);
    await own.close();
  });

  it('keeps a decline, and not a request that was never begun', async () => {
    const declined = payment('pm_card_chargeDeclined');
    const first = await refusalOf(rig.stripe.paymentIntents.create(declined, { idempotencyKey: 'declined' }));
    const again = await refusalOf(rig.stripe.paymentIntents.create(declined, { idempotencyKey: 'declined' }));
    expect(again.raw).toMatchObject({ charge: (first.raw as { charge: string }).charge });
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect((await rig.raw('POST', '/v1/customers', { wrong: '1' }, { 'idempotency-key': 'mended' })).status).toBe(400);
    expect((await rig.raw('POST', '/v1/customers', { name: 'right' }, { 'idempotency-key': 'mended' })).status).toBe(200);
  });

  it('is refused for another request', async () => {
    await rig.stripe.customers.create({ name: 'a' }, { idempotencyKey: 'mine' });
    expect(await refusalOf(rig.stripe.customers.create({ name: 'b' }, { idempotencyKey: 'mine' }))).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
    expect(await refusalOf(rig.stripe.paymentIntents.create(payment('pm_card_visa'), { idempotencyKey: 'mine' }))).toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('is refused while its request is under way', async () => {
    await rig.door('POST', '/faults', { match: { method: 'POST', path: '/v1/customers' }, action: 'slow', ms: 300 });
    const first = rig.stripe.customers.create({ name: 'slow' }, { idempotencyKey: 'busy' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await rig.raw('POST', '/v1/customers', { name: 'slow' }, { 'idempotency-key': 'busy' });
    expect(second).toMatchObject({ status: 409, body: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } } });
    const { id } = await first;
    expect((await rig.stripe.customers.create({ name: 'slow' }, { idempotencyKey: 'busy' })).id).toBe(id);
  });

  it('is forgotten after a day, and is not shared between accounts', async () => {
    const own = await startRig();
    const { id } = await own.stripe.customers.create({ name: 'a' }, { idempotencyKey: 'day' });
    await own.door('POST', '/clock', { advance: '23h' });
    expect((await own.stripe.customers.create({ name: 'a' }, { idempotencyKey: 'day' })).id).toBe(id);
    await own.door('POST', '/clock', { advance: '2h' });
    expect((await own.stripe.customers.create({ name: 'a' }, { idempotencyKey: 'day' })).id).not.toBe(id);
    await own.close();
  });

  it('means nothing to a GET', async () => {
    const client = clientOf(rig.emulator.port);
    const { id } = await client.customers.create({ name: 'before' });
    await rig.raw('GET', `/v1/customers/${id}`, undefined, { 'idempotency-key': 'get' });
    await client.customers.update(id, { name: 'after' });
    expect((await rig.raw('GET', `/v1/customers/${id}`, undefined, { 'idempotency-key': 'get' })).body['name']).toBe('after');
  });
});
