// The least that takes a card payment: the calls that Plumbline makes, by the same SDK, and nothing else. It keeps nothing, so it can
// neither be asked nor mend anything; what it costs is what a checkout costs anybody. Answers the control channel as every contender does.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Stripe from 'stripe';
import { answerChallenge } from './emulator.mjs';

const { hostname, port } = new URL(process.env.STRIPE_API_URL ?? '');
const stripe = new Stripe('sk_test_emulator', { host: hostname, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
const expand = ['latest_charge.balance_transaction'];
/** Events behind which the intent is asked what it is now. */
const ABOUT_INTENTS = /^(payment_intent|charge)\./;

/** @param {{ token: string, customer: string }} payer */
async function pay({ token, customer }) {
  await stripe.confirmationTokens.retrieve(token);
  const intent = await stripe.paymentIntents.create({
    amount: 240_000, currency: 'usd', customer, capture_method: 'manual', allowed_payment_method_types: ['card'], confirm: true, confirmation_token: token,
    return_url: 'https://bench.plumbline.test/payments/return', payment_method_options: { card: { request_three_d_secure: 'challenge' } }, expand,
  }, { idempotencyKey: randomUUID() });
  if (intent.status === 'requires_action') {
    await answerChallenge(intent.next_action?.redirect_to_url?.url ?? '');
    await stripe.paymentIntents.retrieve(intent.id, { expand });
  }
  const { status } = await stripe.paymentIntents.capture(intent.id, { expand }, { idempotencyKey: randomUUID() });
  if (status !== 'succeeded') throw new Error(`An intent is ${status}.`);
}

let rereading = 0;

function reread({ type, data: { object } }) {
  if (!ABOUT_INTENTS.test(type)) return;
  rereading += 1;
  void stripe.paymentIntents.retrieve(object.object === 'payment_intent' ? object.id : object.payment_intent, { expand }).finally(() => (rereading -= 1));
}

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part)).on('end', () => {
    response.end();
    reread(JSON.parse(Buffer.concat(parts).toString('utf8')));
  });
});

/** All payers, so many at a time. */
async function payAll(payers, atOnce) {
  const begun = performance.now();
  const waiting = payers.values();
  const work = async () => {
    for (const payer of waiting) await pay(payer);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ms: performance.now() - begun };
}

process.on('message', (message) => {
  const { user, system } = process.cpuUsage();
  if (message === 'usage') process.send?.({ usage: { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() } });
  else if ('pay' in message) payAll(message.pay, message.atOnce).then((done) => process.send?.({ done }), (error) => process.send?.({ failed: String(error) }));
  else process.send?.({ done: { rereading } });
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }));
