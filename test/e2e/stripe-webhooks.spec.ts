import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { eventually } from '../fixtures/eventually.js';
import { type Service, startService } from '../fixtures/service.js';

let service: Service;
let client: mongo.MongoClient;
beforeAll(async () => {
  service = await startService({ stripe: true, env: { RATE_LIMIT_FACTOR: '1000' } });
  client = await mongo.MongoClient.connect(service.mongodbUri);
}, 60_000);
afterAll(async () => {
  await client.close();
  await service.stop();
});

const events = () => client.db().collection<{ _id: string; state: string; reason?: string }>('stripe_events');
const secret = (): string => service.stripe?.webhookSecret ?? '';

function eventOf(changes: object = {}): { readonly id: string; readonly text: string } {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  return { id, text: JSON.stringify({ id, object: 'event', type: 'payment_intent.succeeded', created: Math.floor(Date.now() / 1_000), data: { object: { id: 'pi_of_nobody', object: 'payment_intent' } }, ...changes }) };
}

function signature(text: string, { key = secret(), aheadS = 0 } = {}): string {
  const timestamp = Math.floor(Date.now() / 1_000) + aheadS;
  return `t=${timestamp},v1=${createHmac('sha256', key).update(`${timestamp}.${text}`).digest('hex')}`;
}

async function deliver(text: string, header: string | undefined, type = 'application/json; charset=utf-8'): Promise<{ readonly status: number; readonly code: unknown }> {
  const response = await fetch(`${service.url}/api/v1/webhooks/stripe`, { method: 'POST', headers: { 'content-type': type, ...(header === undefined ? {} : { 'stripe-signature': header }) }, body: text });
  const body = await response.text();
  return { status: response.status, code: body === '' ? undefined : (JSON.parse(body) as { code?: unknown }).code };
}

describe('POST /api/v1/webhooks/stripe', () => {
  it('keeps an event durably and answers 200; 50 concurrent duplicates are one', async () => {
    const { id, text } = eventOf();
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(text, signature(text))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await events().countDocuments({ _id: id })).toBe(1);
    // Unknown to the emulator, too: it waits, visibly.
    await eventually(async () => expect(await events().findOne({ _id: id })).toMatchObject({ state: 'parked', reason: 'no_object' }));
  });

  it.each<[string, (text: string) => string | undefined]>([
    ['no signature', () => undefined],
    ['an empty one', () => ''],
    ['a forged one', (text) => signature(text, { key: 'whsec_somebody_elses_secret' })],
    ['one of another body', (text) => signature(`${text} `)],
    ['a stale one', (text) => signature(text, { aheadS: -400 })],
    ['one of the future', (text) => signature(text, { aheadS: 400 })],
  ])('refuses %s, and nothing is stored', async (_what, header) => {
    const { id, text } = eventOf();
    expect(await deliver(text, header(text))).toEqual({ status: 400, code: 'WEBHOOK_SIGNATURE_INVALID' });
    expect(await events().countDocuments({ _id: id })).toBe(0);
  });

  it('takes the bytes as they came: spaces, escapes and unknown members belong to the signature (golevelup#425)', async () => {
    const id = `evt_${randomUUID().replaceAll('-', '')}`;
    const text = ` {\n "id": "${id}", "object":"event","type":"customer.created","created":1.0e9,"é":"\\u00e9","data":{"object":{"id":"cus_1","object":"customer","__proto__":1}}}\n`;
    expect(await deliver(text, signature(text))).toEqual({ status: 200, code: undefined });
    expect(await events().findOne({ _id: id })).toMatchObject({ state: 'ignored', reason: 'type' });
  });

  it('refuses what is signed and no event, is too large, or of another type, in the usual envelope', async () => {
    for (const text of ['[]', 'no json', '{"object":"event"}', '']) expect([text, await deliver(text, signature(text))]).toEqual([text, { status: 400, code: 'MALFORMED_BODY' }]);
    const large = JSON.stringify({ filler: 'x'.repeat(1_048_577) });
    expect(await deliver(large, signature(large))).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(await deliver('a=b', signature('a=b'), 'application/x-www-form-urlencoded')).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('/ready speaks of Stripe, and stays ready without it', async () => {
    const ready = await fetch(`${service.url}/ready`);
    expect([ready.status, ((await ready.json()) as { dependencies: Record<string, unknown> }).dependencies['stripe']]).toEqual([200, expect.objectContaining({ state: 'up', required: false })]);
  });
});
