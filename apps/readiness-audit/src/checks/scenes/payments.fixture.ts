import type { Scenes } from '../../specimen/scene.fixture.ts';
import { WEBHOOK_SECRET } from '../../specimen/webhooks.fixture.ts';

const webhook = {
  provider: 'stripe' as const,
  path: '/webhooks/stripe',
  secret: WEBHOOK_SECRET,
  events: [{ id: 'evt_{{unique}}_1', type: 'order.created', order: 'order_{{unique}}' }, { id: 'evt_{{unique}}_2', type: 'order.paid', order: 'order_{{unique}}' }],
  effect: { operation: 'orders.paid', as: 'admin', value: '/count' },
};
const WEBHOOKS = { with: ['webhooks'], target: { webhooks: [webhook] } };
const PAYMENTS = { with: ['payments'], target: { payments: { create: 'payments.create', amount: '/amount', count: { operation: 'payments.count', as: 'client', value: '/count' } } } };

export const PAYMENTS_SCENES: Readonly<Record<string, Scenes>> = {
  'payments.webhook-signature': { passes: WEBHOOKS, fails: { ...WEBHOOKS, defects: ['webhook-stale'] }, silent: { as: 'not-applicable' } },
  'payments.webhook-once': { passes: WEBHOOKS, fails: { ...WEBHOOKS, defects: ['webhook-once'] }, silent: { with: ['webhooks'], as: 'not-available' } },
  'payments.webhook-order': { passes: WEBHOOKS, fails: { ...WEBHOOKS, defects: ['webhook-order'] }, silent: { with: ['webhooks'], target: { webhooks: [{ ...webhook, events: webhook.events.slice(0, 1) }] }, as: 'not-applicable' } },
  'payments.idem-replay': { passes: PAYMENTS, fails: { ...PAYMENTS, defects: ['idem-replay'] }, silent: { as: 'not-applicable' } },
  'payments.idem-mismatch': { passes: PAYMENTS, fails: { ...PAYMENTS, defects: ['idem-mismatch'] }, silent: { as: 'not-applicable' } },
  'payments.idem-race': { passes: PAYMENTS, fails: { ...PAYMENTS, defects: ['idem-race'] }, silent: { as: 'not-applicable' } },
  'payments.amount-tamper': { passes: PAYMENTS, fails: { ...PAYMENTS, defects: ['amount-tamper'] }, silent: { with: ['payments'], as: 'not-available' } },
};
