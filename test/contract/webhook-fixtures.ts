import { createHmac, randomUUID } from 'node:crypto';
import type { OperationId } from '@plumbline/common';
import { type Arranged, asAdmin, type OperationFixture } from './arranging.js';
import type { World } from './world.js';

/** An event of a kind that means nothing here, signed as Stripe signs. */
async function signedEvent({ service }: World): Promise<Arranged> {
  const created = Math.floor(Date.now() / 1_000);
  const body = { id: `evt_${randomUUID().replaceAll('-', '')}`, object: 'event', type: 'customer.created', created, data: { object: { id: 'cus_1', object: 'customer' } } };
  const signature = createHmac('sha256', service.stripe?.webhookSecret ?? '').update(`${created}.${JSON.stringify(body)}`).digest('hex');
  return { body, headers: { 'stripe-signature': `t=${created},v1=${signature}` } };
}

/** What Stripe delivers, and what operators see and stop. */
export const WEBHOOK_FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'webhooks.stripe': { signed: true, arrange: signedEvent },
  'operations.getPaymentState': { arrange: asAdmin },
  'operations.getPaymentSwitches': { arrange: asAdmin },
  'operations.setPaymentSwitch': { arrange: async (world) => ({ as: await world.admin, body: { name: 'transfers', on: true, reason: 'a drill' } }) },
};
