import { createHmac, randomUUID } from 'node:crypto';
import type { OperationId } from '@plumbline/common';
import { mongo } from 'mongoose';
import { type Arranged, asAdmin, type OperationFixture } from './arranging.js';
import type { World } from './world.js';

/** An event of a kind that means nothing here, signed as Stripe signs. */
async function signedEvent({ service }: World): Promise<Arranged> {
  const created = Math.floor(Date.now() / 1_000);
  const body = { id: `evt_${randomUUID().replaceAll('-', '')}`, object: 'event', type: 'customer.created', created, data: { object: { id: 'cus_1', object: 'customer' } } };
  const signature = createHmac('sha256', service.stripe?.webhookSecret ?? '').update(`${created}.${JSON.stringify(body)}`).digest('hex');
  return { body, headers: { 'stripe-signature': `t=${created},v1=${signature}` } };
}

/** A difference that the daily comparison has found, as it stores it. */
async function foundDifference({ service }: World): Promise<string> {
  const client = await new mongo.MongoClient(service.mongodbUri).connect();
  try {
    const [source, at] = [`re_${randomUUID().replaceAll('-', '')}`, new Date()];
    const _id = `refund:${source}`;
    await client.db().collection<{ readonly _id: string; readonly [member: string]: unknown }>('ledger_differences').insertOne({ _id, v: 1, kind: 'no_entry', state: 'open', source, currency: 'USD', moved: -100, at, foundAt: at });
    return _id;
  } finally {
    await client.close();
  }
}

/** What Stripe delivers, and what operators see and stop. */
export const WEBHOOK_FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'webhooks.stripe': { signed: true, arrange: signedEvent },
  'operations.getPaymentState': { arrange: asAdmin },
  'operations.getPaymentSwitches': { arrange: asAdmin },
  'operations.setPaymentSwitch': { arrange: async (world) => ({ as: await world.admin, body: { name: 'transfers', on: true, reason: 'a drill' } }) },
  'operations.resolveLedgerDifference': { arrange: async (world) => ({ as: await world.admin, body: { id: await foundDifference(world), reason: 'Refunded in the dashboard.' } }) },
};
