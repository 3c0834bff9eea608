import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { type Receiver, type Rig, SECRET, payment, startReceiver, startRig, until } from '../emulator.fixture.ts';
import { API_VERSION } from '../world.ts';

let receiver: Receiver;
let rig: Rig;
beforeEach(async () => {
  receiver = await startReceiver();
  rig = await startRig({ webhooks: [{ url: receiver.url, secret: SECRET }] });
});
afterEach(async () => {
  await rig.close();
  await receiver.close();
});

const ids = (): string[] => receiver.events.map(({ id }) => id);
const customers = async (count: number): Promise<void> => {
  await Promise.all(Array.from({ length: count }, (_, at) => rig.stripe.customers.create({ name: String(at) })));
};

describe('webhooks', () => {
  it('carry signed events with the object as it was and what made it so', async () => {
    const { id } = await rig.stripe.customers.create({ name: 'before' }, { idempotencyKey: 'made' });
    await rig.stripe.customers.update(id, { name: 'after' });
    await until(() => receiver.events.length === 2 || undefined, 'two events');
    const [made, changed] = receiver.events.toSorted((one, other) => one.type.localeCompare(other.type));
    expect(made).toMatchObject({ object: 'event', type: 'customer.created', api_version: API_VERSION, livemode: false, pending_webhooks: 1, data: { object: { id, name: 'before' } }, request: { id: expect.stringMatching(/^req_/), idempotency_key: 'made' } });
    expect(changed).toMatchObject({ type: 'customer.updated', data: { object: { name: 'after' }, previous_attributes: { name: 'before' } } });
    await until(async () => (await rig.stripe.events.retrieve(String(made?.id))).pending_webhooks === 0 || undefined, 'taken');
    const stripe = new Stripe('sk_test_x');
    const [attempt] = receiver.attempts;
    expect(() => stripe.webhooks.constructEvent(`${String(attempt?.body)} `, String(attempt?.signature), SECRET)).toThrow();
    expect(() => stripe.webhooks.constructEvent(String(attempt?.body), String(attempt?.signature), 'whsec_other')).toThrow();
  });

  it('are sent again until they are taken', async () => {
    receiver.status = 500;
    const { id } = await rig.stripe.customers.create();
    await until(() => receiver.attempts.length === 1 || undefined, 'a first attempt');
    await until(async () => (await rig.stripe.events.list({ delivery_success: false })).data.length === 1 || undefined, 'still pending');
    receiver.status = 200;
    await until(() => receiver.events.length === 1 || undefined, 'a second attempt, after a second');
    expect(receiver.events[0]?.data.object).toMatchObject({ id });
    await until(async () => (await rig.stripe.events.list({ delivery_success: true })).data.length === 1 || undefined, 'taken');
  });

  it('are retried by the emulator’s clock', async () => {
    await rig.door('POST', '/webhooks', { dropNext: 5 });
    await rig.stripe.customers.create();
    await until(async () => (await rig.door('GET', '/webhooks'))['dropNext'] === 4 || undefined, 'the first is lost');
    for (const left of [3, 2, 1, 0]) {
      await rig.door('POST', '/clock', { advance: '1h' });
      await until(async () => (await rig.door('GET', '/webhooks'))['dropNext'] === left || undefined, 'the next is lost');
    }
    expect(receiver.attempts).toHaveLength(0);
    await rig.door('POST', '/clock', { advance: '1d' });
    await until(() => receiver.events.length === 1 || undefined, 'the sixth');
  });

  it('come several times on demand', async () => {
    await rig.door('POST', '/webhooks', { duplicate: 2 });
    await customers(3);
    await until(() => receiver.events.length === 9 || undefined, 'nine');
    expect(new Set(ids()).size).toBe(3);
  });

  it('come shuffled on demand, and none is missing', async () => {
    await rig.door('POST', '/webhooks', { shuffle: 30 });
    await customers(29);
    expect(receiver.attempts).toHaveLength(0);
    await customers(1);
    await until(() => receiver.events.length === 30 || undefined, 'thirty');
    const order = (await rig.stripe.events.list({ limit: 30 })).data.map(({ id }) => id).reverse();
    expect(ids()).not.toEqual(order);
    expect(new Set(ids())).toEqual(new Set(order));
  });

  it('wait while they are paused or delayed, and come when they are flushed', async () => {
    await rig.door('POST', '/webhooks', { paused: true });
    await customers(2);
    await rig.door('POST', '/webhooks', { paused: false, delayMs: 600_000 });
    await until(() => receiver.events.length === 2 || undefined, 'what was paused');
    await customers(2);
    expect(await rig.door('GET', '/webhooks')).toMatchObject({ waiting: 2 });
    await rig.door('POST', '/webhooks/flush');
    expect(receiver.events).toHaveLength(4);
  });

  it('reach each endpoint, whatever another does', async () => {
    const other = await startReceiver();
    other.status = 500;
    await rig.door('POST', '/webhooks', { endpoints: [{ url: receiver.url, secret: SECRET }, { url: other.url, secret: SECRET }, { url: 'http://127.0.0.1:1/gone', secret: SECRET }] });
    await rig.stripe.paymentIntents.create(payment('pm_card_visa'));
    await until(() => (receiver.events.length === 3 && other.attempts.length >= 3) || undefined, 'three at both');
    expect((await rig.stripe.events.list({ delivery_success: false })).data).toHaveLength(3);
    await other.close();
  });

  it('are not held up by an endpoint that never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    await rig.door('POST', '/webhooks', { endpoints: [{ url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`, secret: SECRET }, { url: receiver.url, secret: SECRET }] });
    await customers(60);
    await until(() => receiver.events.length === 60 || undefined, 'sixty at the other');
    silent.closeAllConnections();
    silent.close();
  });
});
