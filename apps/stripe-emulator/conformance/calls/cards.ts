import type Stripe from 'stripe';
import { CARDS } from '../../src/cards.ts';
import type { Calls } from '../comparison.ts';
import { pass } from './after-payment.ts';

const PAYMENT = { amount: 12_500, currency: 'usd', confirm: true, return_url: 'https://firm.example/back', expand: ['latest_charge', 'payment_method'] } satisfies Stripe.PaymentIntentCreateParams;

/** Cards that differ in nothing but what they are called answer alike. */
const ALIKE = ['names', 'country', 'funding'];

/** Every test card that has a name and a behaviour of its own: whatever comes of it, and of its challenge both ways, is shaped as published. */
export async function callCards(calls: Calls): Promise<void> {
  const names = [...CARDS.values()].filter((card) => Object.keys(card).some((member) => !ALIKE.includes(member))).flatMap((card) => card.names.slice(0, 1));
  for (const name of names) {
    const intent = await calls.either(`paid with pm_card_${name}`, (stripe) => stripe.paymentIntents.create({ ...PAYMENT, payment_method: `pm_card_${name}` }));
    if (intent?.next_action) await answer(calls, intent, name, 'complete');
  }
  const failed = await calls.alone('a challenge to be failed', (stripe) => stripe.paymentIntents.create({ ...PAYMENT, payment_method: 'pm_card_threeDSecure2Required' }));
  await answer(calls, failed, 'a failed challenge', 'fail');
}

/** Does what a payer does on the hosted page. */
async function answer({ alone }: Calls, intent: Stripe.PaymentIntent, name: string, with_: 'complete' | 'fail'): Promise<void> {
  const url = intent.next_action?.redirect_to_url?.url;
  if (!url) throw new Error(`${name}: the next action of the intent has no page.`);
  const body = new URLSearchParams({ client_secret: intent.client_secret ?? '', answer: with_ });
  const page = await fetch(url, { method: 'POST', redirect: 'manual', body });
  if (page.status >= 400) throw new Error(`${name}: the page of the challenge answers ${page.status}.`);
  await alone(`after the challenge of ${name}`, (stripe) => stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge', 'payment_method'] }));
}

/** What happens by itself: authorisations die, refunds end, disputes are decided; their events are held with all others. */
export async function callLater(calls: Calls): Promise<void> {
  const { alone } = calls;
  await alone('an authorisation that nobody captures', (stripe) => stripe.paymentIntents.create({ ...PAYMENT, capture_method: 'manual', payment_method: 'pm_card_visa' }));
  const failing = await alone('a payment whose refund fails', (stripe) => stripe.paymentIntents.create({ ...PAYMENT, payment_method: 'pm_card_refundFail' }));
  const refund = await alone('a refund that will fail', (stripe) => stripe.refunds.create({ payment_intent: failing.id }));
  await pass(calls, '8d');
  await alone('a refund that failed', (stripe) => stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction', 'charge'] }));
  await pass(calls, '20d');
  await alone('all disputes', (stripe) => stripe.disputes.list({ limit: 100, expand: ['data.charge', 'data.payment_intent'] }));
  await alone('all charges', (stripe) => stripe.charges.list({ limit: 100, expand: ['data.balance_transaction', 'data.refunds'] }));
  await alone('all intents', (stripe) => stripe.paymentIntents.list({ limit: 100, expand: ['data.latest_charge'] }));
  await alone('all balance transactions', (stripe) => stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] }));
}
