import type { Operation, Payment } from './payment.js';
import type { LedgerEntry } from './ledger.js';

/** Where it is known from that something happened. */
export const TIMELINE_KINDS = ['change', 'decision', 'operation', 'event', 'ledger'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** One thing that happened to a payment, or was said about it. No personal value. */
export interface TimelineLine {
  readonly at: Date;
  readonly kind: TimelineKind;
  readonly what: string;
  readonly detail: string;
}

/** An event of the processor, as it was stored. */
export interface HeardEvent {
  readonly id: string;
  readonly type: string;
  readonly objectId: string;
  readonly state: string;
  readonly reason?: string;
  readonly createdAt: Date;
  readonly receivedAt: Date;
}

/** An entry of the audit log. */
export interface RecordedChange {
  readonly at: Date;
  readonly action: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Ids that each line of a payment has in common say nothing. */
const COMMON = ['proposalId', 'serviceRequestId', 'clientBusinessId', 'providerBusinessId', 'currency'];

const members = (data: object): string => Object.entries(data).map(([name, value]) => `${name}=${String(value)}`).join(' ');
const signed = (amount: number): string => (amount < 0 ? `\u2212${-amount}` : `+${amount}`);

function ofOperation({ id, kind, state, details, at, result, error, successorOf, settledAt }: Operation): readonly TimelineLine[] {
  // What was sent of a card is good for nothing more, and of no use here.
  const sent = Object.entries(details).filter(([name]) => name !== 'confirmationToken' && name !== 'savedMethodId');
  const successor = successorOf === undefined ? '' : ` in place of ${successorOf}`;
  const begun: TimelineLine = { at, kind: 'operation', what: `${kind} planned`, detail: `${id}${successor} ${members(Object.fromEntries(sent))}`.trim() };
  if (settledAt === undefined) return [begun];
  return [begun, { at: settledAt, kind: 'operation', what: `${kind} ${state}`, detail: `${id} ${result ?? error ?? ''}`.trim() }];
}

function ofEntry({ seq, kind, source, postings, at }: LedgerEntry): TimelineLine {
  return { at, kind: 'ledger', what: `${seq} ${kind}`, detail: `${postings.map(({ account, amount }) => `${account} ${signed(amount)}`).join(', ')} (${source})` };
}

function ofEvent({ id, type, objectId, state, reason, receivedAt, createdAt }: HeardEvent): TimelineLine {
  const late = Math.round((receivedAt.getTime() - createdAt.getTime()) / 1_000);
  return { at: receivedAt, kind: 'event', what: type, detail: `${id} ${objectId}: ${state}${reason === undefined ? '' : ` (${reason})`}${late > 60 ? `, ${late} s late` : ''}` };
}

function ofChange({ at, action, actor, data }: RecordedChange): TimelineLine {
  const told = Object.fromEntries(Object.entries(data).filter(([name]) => !COMMON.includes(name)));
  return { at, kind: 'change', what: action, detail: `${members(told)} by ${actor}`.trim() };
}

/** Ids under which the processor knows what belongs to a payment. */
export function processorIds({ intentId, chargeId, refunds, disputes, warnings, transfer }: Payment): readonly string[] {
  const ids = [intentId, chargeId, ...(transfer?.sent ?? []).map(({ transferId }) => transferId), ...refunds.map(({ refundId }) => refundId), ...disputes.map(({ id }) => id), ...warnings.map(({ id }) => id)];
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** All that is known of a payment, in the order of time; what happened at the same moment stands in the order of the kinds. */
export function timelineOf(payment: Payment, events: readonly HeardEvent[], changes: readonly RecordedChange[]): readonly TimelineLine[] {
  const decisions = payment.decisions.map(({ stage, outcome, reasons, reference, at }): TimelineLine => ({ at, kind: 'decision', what: `${stage}: ${outcome}`, detail: [...reasons, ...(reference === undefined ? [] : [reference])].join(' ') }));
  const lines = [...changes.map(ofChange), ...decisions, ...payment.operations.flatMap(ofOperation), ...events.map(ofEvent), ...payment.ledger.map(ofEntry)];
  return lines.map((line, place) => ({ line, place })).sort((one, other) => one.line.at.getTime() - other.line.at.getTime() || one.place - other.place).map(({ line }) => line);
}
