import { type Change, happened, type PaymentEvent, sameContent, unchanged, without } from './change.js';
import { booked, type NewEntry } from './ledger.js';
import { shareOf } from './money.js';
import type { CardFacts, IssuerResults, Payment } from './payment.js';
import { LIVE_STATES, PAYMENT_STATES, type PaymentState } from './states.js';

/** What the processor says of an intent at this moment: asked for, never taken from an event's body. docs.stripe.com/payments/paymentintents/lifecycle */
export interface IntentObservation {
  readonly intentId: string;
  readonly status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'processing' | 'requires_capture' | 'canceled' | 'succeeded';
  readonly amount: number;
  readonly currency: string;
  /** Minor units held and not captured yet. */
  readonly capturable: number;
  /** Minor units captured. */
  readonly received: number;
  /** Where the payer shows who they are. */
  readonly redirectUrl?: string;
  /** The last attempt's decline, in neutral words. */
  readonly declineCode?: string;
  readonly cancellationReason?: string;
  readonly chargeId?: string;
  readonly captureBefore?: Date;
  readonly card?: CardFacts;
  readonly issuer?: IssuerResults;
  /** What the processor took of the captured sum, minor units; absent until it says so. */
  readonly processorFee?: number;
}

const ACTION_TO = {
  requires_action: 'requireAction',
  processing: 'process',
  declined: 'decline',
  authorised: 'authorise',
  captured: 'capture',
  canceled: 'cancel',
} as const satisfies Partial<Record<PaymentState, string>>;

/** The state that an intent's status means; undefined when it says nothing new: nobody has tried to pay yet. */
function stateOf(seen: IntentObservation): keyof typeof ACTION_TO | undefined {
  switch (seen.status) {
    case 'requires_payment_method': return seen.declineCode === undefined ? undefined : 'declined';
    case 'requires_confirmation': return undefined;
    case 'requires_capture': return 'authorised';
    case 'succeeded': return 'captured';
    default: return seen.status;
  }
}

/**
 * What is there of an observation: an observation that lacks something does not take it away. The card and what its issuer said are those
 * of the attempt that it tells of: they count when it leads on, or when it is of the charge that is known.
 */
function facts({ intentId, chargeId, card, issuer, captureBefore }: IntentObservation, counts: boolean): Partial<Payment> {
  return Object.fromEntries(Object.entries(counts ? { intentId, chargeId, card, issuer, captureBefore } : { intentId }).filter(([, fact]) => fact !== undefined));
}

/** What a new state brings with it. */
function broughtBy(state: PaymentState, payment: Payment, seen: IntentObservation, now: Date): Partial<Payment> {
  switch (state) {
    case 'requires_action': return seen.redirectUrl === undefined ? {} : { nextAction: { redirectUrl: seen.redirectUrl } };
    case 'declined': return { declineCode: seen.declineCode ?? 'card_declined' };
    case 'authorised': return { authorised: seen.capturable, authorisedAt: now };
    case 'captured': return { authorised: Math.max(payment.authorised, seen.received), captured: seen.received, capturedAt: now };
    default: return {};
  }
}

/** The entries of a capture; booked once, as their source is the charge. */
function entriesOf(payment: Payment, { chargeId = payment.chargeId, processorFee }: IntentObservation): readonly NewEntry[] {
  if (payment.captured === 0 || chargeId === undefined) return [];
  const fee = shareOf(payment.fee, payment.captured, payment.amount);
  const capture: NewEntry = { kind: 'capture', source: chargeId, postings: [{ account: 'processor', amount: payment.captured }, { account: 'provider', amount: fee - payment.captured }, { account: 'fees', amount: -fee }] };
  if (processorFee === undefined) return [capture];
  return [capture, { kind: 'processor_fee', source: chargeId, postings: [{ account: 'processor_fees', amount: processorFee }, { account: 'processor', amount: -processorFee }] }];
}

/**
 * Brings a payment to what its intent is. Hearing the same again, or hearing late what was true before, changes nothing: a state that
 * does not lead on is stale (hyperswitch#9925, sync-engine#268).
 * @throws Error when the intent is of another amount or currency than the payment: never booked.
 */
export function observeIntent(payment: Payment, seen: IntentObservation, now: Date): Change {
  if (seen.amount !== payment.amount || seen.currency.toUpperCase() !== payment.currency) throw new Error(`The intent ${seen.intentId} is of another amount than the payment ${payment.id}.`);
  if (payment.intentId !== undefined && payment.intentId !== seen.intentId) throw new Error(`The payment ${payment.id} has another intent than ${seen.intentId}.`);
  const to = stateOf(seen);
  const moved = to !== undefined && to !== payment.state && PAYMENT_STATES.from(ACTION_TO[to]).includes(payment.state);
  const state = moved ? to : payment.state;
  const known: Payment = { ...payment, ...facts(seen, moved || (seen.chargeId !== undefined && seen.chargeId === payment.chargeId)) };
  const next: Payment = moved ? { ...without(known, ['nextAction', 'declineCode']), state, ...broughtBy(state, payment, seen, now) } : known;
  const placed = (LIVE_STATES as readonly string[]).includes(state) ? next : without(next, ['live']);
  const ledger = booked(payment.ledger, entriesOf(placed, seen), payment.currency, now);
  const observed: Payment = ledger.length === payment.ledger.length ? placed : { ...placed, ledger };
  if (moved) return { payment: observed, events: [eventOf(observed, seen)] };
  return sameContent(payment, observed) ? unchanged(payment) : { payment: observed, events: [] };
}

/** Why we asked for it; undefined when we did not. */
function cancellationReason({ operations }: Payment): string | undefined {
  const reason = operations.findLast(({ kind }) => kind === 'intent.cancel')?.details['reason'];
  return reason === undefined ? undefined : String(reason);
}

function eventOf(payment: Payment, seen: IntentObservation): PaymentEvent {
  switch (payment.state) {
    case 'authorised': return happened(payment, 'authorised', { amount: payment.authorised });
    case 'captured': return happened(payment, 'captured', { amount: payment.captured });
    case 'canceled': return happened(payment, 'canceled', { reason: cancellationReason(payment) ?? seen.cancellationReason ?? 'unknown' });
    case 'declined': return happened(payment, 'declined', { code: payment.declineCode ?? 'card_declined' });
    default: return happened(payment, payment.state);
  }
}
