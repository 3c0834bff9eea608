import type { ServerResponse } from 'node:http';
import type { LivingWorld } from '../living-world.ts';
import type { EmulatorParts } from '../parts.ts';
import { written } from '../objects/amounts.ts';
import { answerChallenge } from '../objects/challenge.ts';
import type { PaymentIntent } from '../records/payments.ts';
import { sendText } from '../server.ts';
import type { Incoming } from '../wire/api.ts';
import { decodeForm } from '../wire/form.ts';
import { HEADERS, HTML, escaped, page } from './html.ts';

const PATH = /^\/challenges\/(pi_\w+)$/;

/** The page to which a challenge of 3-D Secure leads: the issuer's, were it real. GET asks, POST answers and leads back to the shop. */
export function challengePage({ world }: EmulatorParts, incoming: Incoming, response: ServerResponse): boolean {
  const id = PATH.exec(incoming.pathname)?.[1];
  if (id === undefined) return false;
  const fields = decodeForm(incoming.method === 'POST' ? incoming.body : incoming.query);
  const secret = fields['client_secret'];
  const intent = world.store.paymentIntents.get(id);
  if (!intent || intent.client_secret !== secret) sendText(response, 404, HTML, page('Not found', '<body class="narrow"><main><h1>There is no such payment</h1></main></body>'), HEADERS);
  else if (incoming.method !== 'POST') sendText(response, 200, HTML, question(intent), HEADERS);
  else answer(world, intent, fields['answer'] === 'complete', response);
  return true;
}

function question(intent: PaymentIntent): string {
  if (intent.status !== 'requires_action') return page('3-D Secure', `<body class="narrow"><main><h1>Nothing to answer</h1><p>This payment is <code>${escaped(intent.status)}</code>.</p>${back(intent)}</main></body>`);
  const amount = `${written(intent.amount, intent.currency)} ${intent.currency.toUpperCase()}`;
  return page('3-D Secure', `<body class="narrow">
<main>
<h1>Your bank asks you</h1>
<p>Stripe emulator: no bank is behind this page and no money moves.</p>
<p>Pay <strong>${escaped(amount)}</strong>${intent.description === null ? '' : ` for ${escaped(intent.description)}`}?</p>
<form method="post" action="/challenges/${escaped(intent.id)}">
<input type="hidden" name="client_secret" value="${escaped(intent.client_secret)}">
<button class="go" name="answer" value="complete">Complete authentication</button>
<button name="answer" value="fail">Fail authentication</button>
</form>
</main>
</body>`);
}

function back(intent: PaymentIntent): string {
  return `<p>Intent <code>${escaped(intent.id)}</code></p>`;
}

function answer(world: LivingWorld, intent: PaymentIntent, passed: boolean, response: ServerResponse): void {
  if (intent.status !== 'requires_action') {
    sendText(response, 409, HTML, question(intent), HEADERS);
    return;
  }
  const returnUrl = intent.next_action?.redirect_to_url?.return_url;
  world.enter(null, null);
  const after = answerChallenge(world, intent, passed);
  world.leave();
  world.commit();
  world.webhooks.wake();
  if (returnUrl === undefined) {
    sendText(response, 200, HTML, question(after), HEADERS);
    return;
  }
  const target = new URL(returnUrl);
  target.searchParams.set('payment_intent', after.id);
  target.searchParams.set('payment_intent_client_secret', after.client_secret);
  target.searchParams.set('redirect_status', after.status === 'succeeded' || after.status === 'requires_capture' ? 'succeeded' : 'failed');
  sendText(response, 303, 'text/plain; charset=utf-8', 'Back to the shop.', { ...HEADERS, location: target.href });
}
