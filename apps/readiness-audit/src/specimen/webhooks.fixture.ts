import { createHmac, timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Asked, collection, type Feature, Refusal, type State } from './route.fixture.ts';

export const WEBHOOK_SECRET = 'whsec_of_the_specimen';
const TOLERANCE_S = 300;
/** Whoever asks a database lets others through meanwhile. */
const DATABASE_MS = 20;
/** States in their order: none goes back. */
const RANKS: Readonly<Record<string, number>> = { 'order.created': 1, 'order.paid': 2 };

function assertSigned({ headers, raw }: Asked, has: State['has']): void {
  const [, at = '', sign = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['stripe-signature'])) ?? [];
  const isFresh = Math.abs(Date.now() / 1_000 - Number(at)) <= TOLERANCE_S || has('webhook-stale');
  const wanted = createHmac('sha256', WEBHOOK_SECRET).update(`${at}.${raw}`).digest('hex');
  const isSigned = sign.length === wanted.length && timingSafeEqual(Buffer.from(sign), Buffer.from(wanted));
  if (!(isSigned && isFresh) && !has('webhook-signature')) throw new Refusal(400, 'SIGNATURE_WRONG', 'The signature is wrong.');
}

async function apply(state: State, { id, type, order }: Readonly<Record<string, string>>): Promise<void> {
  const [seen, orders, ledger] = [collection<true>(state, 'events'), collection<number>(state, 'orders'), collection<string>(state, 'ledger')];
  if (id === undefined || order === undefined || seen.has(id)) return;
  if (!state.has('webhook-once')) seen.set(id, true);
  await delay(DATABASE_MS);
  seen.set(id, true);
  const rank = RANKS[type ?? ''] ?? 0;
  // What nobody has made cannot be paid: it is forgotten where it should be kept.
  if (state.has('webhook-order') && rank > 1 && !orders.has(order)) return;
  if (rank > 1) ledger.set(`${order}:${ledger.size}`, id);
  orders.set(order, Math.max(rank, orders.get(order) ?? 0));
}

const text = { type: 'string', minLength: 1, maxLength: 100 };

/** Orders that a payment provider reports of. */
export const webhooks: Feature = {
  feature: 'webhooks',
  routes: (state) => [
    {
      id: 'webhooks.take', method: 'POST', path: '/webhooks/stripe', isPublic: true,
      body: { required: ['id', 'type', 'order'], properties: { id: text, type: { type: 'string', enum: Object.keys(RANKS) }, order: text } },
      answer: { status: 200, schema: { type: 'object' } },
      handle: async (asked) => {
        assertSigned(asked, state.has);
        await apply(state, asked.body as Readonly<Record<string, string>>);
        return { status: 200, json: {} };
      },
    },
    { id: 'orders.paid', method: 'GET', path: '/orders/paid', roles: ['admin'], answer: { status: 200, schema: { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } } }, handle: () => ({ status: 200, json: { count: collection<string>(state, 'ledger').size } }) },
  ],
};
