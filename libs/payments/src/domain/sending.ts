import { KEY_LIVES_MS, openOperation } from './operations.js';
import type { Operation, Payment } from './payment.js';

/** So long a payer may still look for the outcome of what they asked for; a charge that is first sent behind it would come over somebody who has gone. */
export const PAYER_WAITS_MS = 3_600_000;

/** So long a call that was begun in time may still be under way somewhere: only behind it the absence of an effect is proof. */
export const UNDER_WAY_MS = 120_000;

/** The error of a charge that was given up before anything came of it. */
export const NEVER_SENT = 'never_sent';

/**
 * Why an operation is sent no more, but only looked for. `withdrawn`: its payment is to be cancelled. `payer_gone`: a charge that the payer
 * asked for more than an hour ago. `key_expired`: the processor may have forgotten the key, and would do it a second time.
 */
export const UNSENDABLE = ['withdrawn', 'payer_gone', 'key_expired'] as const;

export interface Unsendable {
  readonly why: (typeof UNSENDABLE)[number];
  readonly since: Date;
}

const CHARGES: readonly string[] = ['intent.create', 'intent.confirm'] satisfies Operation['kind'][];

/** @returns undefined while an operation may be sent under its key. */
export function unsendable(payment: Pick<Payment, 'createdAt' | 'decisions' | 'operations'>, { kind, at }: Operation, now: Date): Unsendable | undefined {
  const found: Unsendable[] = [{ why: 'key_expired', since: new Date(at.getTime() + KEY_LIVES_MS) }];
  if (CHARGES.includes(kind)) {
    // A successor is as old as the attempt that it is sent for.
    const attemptedAt = payment.decisions.findLast(({ stage }) => stage === 'attempt')?.at ?? payment.createdAt;
    found.unshift({ why: 'payer_gone', since: new Date(attemptedAt.getTime() + PAYER_WAITS_MS) });
    const cancellation = openOperation(payment, 'intent.cancel');
    if (cancellation !== undefined) found.unshift({ why: 'withdrawn', since: cancellation.at });
  }
  return found.find(({ since }) => since <= now);
}

/** A cancellation waits until its intent is made, or will never be. */
export const waitsForIntent = (payment: Pick<Payment, 'operations'>, { kind }: Operation): boolean => kind === 'intent.cancel' && openOperation(payment, 'intent.create') !== undefined;

/** Whether nothing that was sent while it could be is under way any more. */
export const isProof = ({ since }: Unsendable, now: Date): boolean => now.getTime() - since.getTime() >= UNDER_WAY_MS;
