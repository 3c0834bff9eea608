import type Stripe from 'stripe';
import type { Calls } from '../comparison.ts';

const PAID = { amount: 12_500, currency: 'usd', confirm: true, allowed_payment_method_types: ['card'] } satisfies Stripe.PaymentIntentCreateParams;

/** @returns the charge of a payment with that test card */
async function charged({ alone }: Calls, card: string): Promise<string> {
  const intent = await alone(`paid with ${card}`, (stripe) => stripe.paymentIntents.create({ ...PAID, payment_method: card }));
  return intent.latest_charge as string;
}

/** Refunds, whole, partial, pending and failing. */
export async function callRefunds(calls: Calls): Promise<void> {
  const { both, refused } = calls;
  const charge = await charged(calls, 'pm_card_visa');
  const refund = await both('a partial refund', (stripe) => stripe.refunds.create({ charge, amount: 2_500, reason: 'requested_by_customer', metadata: { opId: 'op3' } }));
  await both('a refund', (stripe) => stripe.refunds.retrieve(refund.id));
  await both('a refund, expanded', (stripe) => stripe.refunds.retrieve(refund.id, { expand: ['charge', 'payment_intent', 'balance_transaction'] }));
  await both('a change of a refund', (stripe) => stripe.refunds.update(refund.id, { metadata: { seen: 'yes' } }));
  await both('refunds of a charge', (stripe) => stripe.refunds.list({ charge, limit: 1 }));
  await both('a charge with its refunds', (stripe) => stripe.charges.retrieve(charge, { expand: ['refunds'] }));
  await refused('more than is left', { status: 400, code: undefined }, (stripe) => stripe.refunds.create({ charge, amount: 20_000 }));
  await both('the rest', (stripe) => stripe.refunds.create({ charge }));
  await refused('refunded already', { status: 400, code: 'charge_already_refunded' }, (stripe) => stripe.refunds.create({ charge }));
  await refused('a refund that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.refunds.retrieve('re_nothing'));

  const slow = await charged(calls, 'pm_card_pendingRefund');
  const pending = await both('a pending refund', (stripe) => stripe.refunds.create({ charge: slow }));
  await refused('a refund of a card is not canceled', { status: 400, code: undefined }, (stripe) => stripe.refunds.cancel(pending.id));
}

/** Disputes, and the warnings that come before them. */
export async function callDisputes(calls: Calls): Promise<void> {
  const { both, refused } = calls;
  for (const card of ['pm_card_createDispute', 'pm_card_createDispute', 'pm_card_createIssuerFraudRecord']) await charged(calls, card);
  await pass(calls, '1h');
  const { data } = await both('disputes', (stripe) => stripe.disputes.list({ limit: 2 }));
  const [answered, accepted] = data;
  if (!answered || !accepted) throw new Error('The disputed cards gave no disputes.');
  await both('a dispute', (stripe) => stripe.disputes.retrieve(answered.id));
  await both('a dispute, expanded', (stripe) => stripe.disputes.retrieve(answered.id, { expand: ['charge', 'payment_intent'] }));
  await both('disputes of a charge', (stripe) => stripe.disputes.list({ charge: answered.charge as string }));
  await both('evidence kept', (stripe) => stripe.disputes.update(answered.id, { evidence: { product_description: 'Policies' }, metadata: { opId: 'op4' }, submit: false }));
  await both('evidence sent', (stripe) => stripe.disputes.update(answered.id, { evidence: { uncategorized_text: 'winning_evidence' }, submit: true }));
  await both('a dispute accepted', (stripe) => stripe.disputes.close(accepted.id));
  await refused('accepted again', { status: 400, code: undefined }, (stripe) => stripe.disputes.close(accepted.id));
  await refused('a dispute that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.disputes.retrieve('du_nothing'));

  const warnings = await both('early fraud warnings', (stripe) => stripe.radar.earlyFraudWarnings.list({ limit: 1 }));
  const [warning] = warnings.data;
  if (!warning) throw new Error('The card of issuer fraud records gave no warning.');
  await both('an early fraud warning', (stripe) => stripe.radar.earlyFraudWarnings.retrieve(warning.id));
  await both('early fraud warnings of a charge, expanded', (stripe) => stripe.radar.earlyFraudWarnings.list({ charge: warning.charge as string, expand: ['data.charge', 'data.payment_intent'] }));
}

/** Money as Stripe books it. */
export async function callBalance(calls: Calls): Promise<void> {
  const { both, refused } = calls;
  const source = await charged(calls, 'pm_card_visa');
  await both('the balance', (stripe) => stripe.balance.retrieve());
  const { data } = await both('balance transactions of a charge', (stripe) => stripe.balanceTransactions.list({ source, limit: 1 }));
  const [transaction] = data;
  if (!transaction) throw new Error('The charge has no balance transaction.');
  await both('a balance transaction', (stripe) => stripe.balanceTransactions.retrieve(transaction.id));
  await both('a balance transaction, expanded', (stripe) => stripe.balanceTransactions.retrieve(transaction.id, { expand: ['source'] }));
  await both('balance transactions', (stripe) => stripe.balanceTransactions.list({ type: 'charge', created: { gte: 1 }, limit: 3 }));
  await refused('a balance transaction that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.balanceTransactions.retrieve('txn_nothing'));
}

/** Moves the emulator's clock on: what follows a payment by itself happens. */
export async function pass({ emulator }: Calls, time: string): Promise<void> {
  const response = await fetch(`${emulator}/_emulator/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance: time }) });
  if (!response.ok) throw new Error(`The emulator's clock answers ${response.status}: ${await response.text()}`);
}
