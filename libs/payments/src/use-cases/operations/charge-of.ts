import type { Payment } from '../../domain/payment.js';

/** @throws Error for a payment without one: a programmer's mistake. */
export function chargeOf({ id, chargeId }: Payment): string {
  if (chargeId === undefined) throw new Error(`The payment ${id} has no charge.`);
  return chargeId;
}
