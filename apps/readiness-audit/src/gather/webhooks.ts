import { createHmac, randomUUID } from 'node:crypto';
import { type Exchange, isDone, type Request } from '../http/exchange.ts';
import type { Mask } from '../http/mask.ts';
import type { WebhookTarget } from '../target/target-file.ts';
import type { Courier } from './courier.ts';
import { filledIn } from './templates.ts';

/** How often what was refused is delivered again, behind all others. Stripe goes on for three days. */
const REDELIVERIES = 3;

/**
 * The bodies of one telling of a webhook's events, in their order. `{{unique}}` is the same in all of them, as they speak of one object, and other
 * in the next telling; `{{uuid}}` is other at each place.
 * @param mask learns the secret
 * @param known variables that steps and samples have told
 */
export function eventsOf(mask: Mask, webhook: WebhookTarget, known: ReadonlyMap<string, string>): readonly string[] {
  mask.add(webhook.secret, 'secret of the webhook');
  const variables = { ...Object.fromEntries(known), unique: randomUUID().slice(-12) };
  return webhook.events.map((event) => JSON.stringify(filledIn(event, variables)));
}

/**
 * A `Stripe-Signature`: https://docs.stripe.com/webhooks#verify-manually
 * @param at seconds since 1970
 */
export function stripeSignature(secret: string, body: string, at = Math.floor(Date.now() / 1_000)): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

/** A delivery, as the provider sends it. @param signature well signed and of this moment unless told; null for none */
export function delivery({ path, secret }: WebhookTarget, body: string, signature: string | null = stripeSignature(secret, body)): Request {
  return { method: 'POST', path, headers: [['Content-Type', 'application/json; charset=utf-8'], ...(signature === null ? [] : [['Stripe-Signature', signature] as const])], body };
}

/** Delivers bodies one after another; what is refused comes again behind the others, as from the provider. @returns all exchanges */
export async function deliverAll(courier: Courier, webhook: WebhookTarget, bodies: readonly string[]): Promise<readonly Exchange[]> {
  const sent: Exchange[] = [];
  let waiting = bodies;
  for (let round = 0; round <= REDELIVERIES && waiting.length > 0; round += 1) {
    const refused: string[] = [];
    for (const body of waiting) {
      const exchange = await courier.send(delivery(webhook, body));
      sent.push(exchange);
      // Providers count whatever is no 2xx as refused.
      if (!isDone(exchange)) refused.push(body);
    }
    waiting = refused;
  }
  return sent;
}
