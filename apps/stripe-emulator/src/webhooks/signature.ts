import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` of a webhook: https://docs.stripe.com/webhooks#verify-manually
 * @param secret of the endpoint, `whsec_…`
 * @param seconds the time of sending
 */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
