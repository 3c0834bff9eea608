import { cardOf } from '../cards.ts';
import { DAY_MS } from '../clock.ts';
import { conflict, invalid, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Dispute, DisputeEvidence } from '../records/money.ts';
import type { Charge } from '../records/payments.ts';
import { pageOf } from '../wire/lists.ts';
import type { Params } from '../wire/params.ts';
import type { Call, Route, World } from '../world.ts';
import { book } from './balance-book.ts';
import { noLongerActionable } from './early-fraud-warnings.ts';
import { previousAttributes } from './shared.ts';

/** In cents; it is not given back when a dispute is won. */
const FEE = 1500;
const ANSWER_DAYS = 9;
/** How long an issuer thinks when the evidence does not say how it ends. */
const VERDICT_DAYS = 60;
const TEXTS = ['access_activity_log', 'billing_address', 'cancellation_policy', 'cancellation_policy_disclosure', 'cancellation_rebuttal', 'customer_communication', 'customer_email_address', 'customer_name', 'customer_purchase_ip', 'customer_signature', 'duplicate_charge_documentation', 'duplicate_charge_explanation', 'duplicate_charge_id', 'product_description', 'receipt', 'refund_policy', 'refund_policy_disclosure', 'refund_refusal_explanation', 'service_date', 'service_documentation', 'shipping_address', 'shipping_carrier', 'shipping_date', 'shipping_documentation', 'shipping_tracking_number', 'uncategorized_file', 'uncategorized_text'] as const;
const OPEN: readonly Dispute['status'][] = ['needs_response', 'warning_needs_response'];

export const disputeRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/disputes', handle: list },
  { method: 'GET', path: '/v1/disputes/:dispute', handle: ({ world, path }) => disputeOf(world, path['dispute'] ?? '') },
  { method: 'POST', path: '/v1/disputes/:dispute', handle: update },
  { method: 'POST', path: '/v1/disputes/:dispute/close', handle: close },
];

function disputeOf(world: World, id: string): Dispute {
  const dispute = world.store.disputes.get(id);
  if (!dispute) throw noSuch('dispute', id, 'dispute');
  return dispute;
}

/** The card's holder goes to his bank. An inquiry leaves the money where it is. */
export function raiseDispute(world: World, chargeId: string): void {
  const charge = world.store.charges.get(chargeId);
  if (!charge) return;
  const row = cardOf(world.store.chargeNotes.get(charge.id)?.number ?? '').dispute ?? { reason: 'fraudulent', code: '10.4' };
  const before = charge.disputed;
  const id = newId('du');
  const created = world.clock.seconds();
  const dispute: Dispute = {
    id, object: 'dispute', amount: charge.amount - charge.amount_refunded, balance_transactions: [], charge: charge.id, created, currency: charge.currency, enhanced_eligibility_types: row.eligibility ? [row.eligibility] : [],
    evidence: { ...(Object.fromEntries(TEXTS.map((name) => [name, null])) as DisputeEvidence), enhanced_evidence: {} },
    evidence_details: { due_by: created + (ANSWER_DAYS * DAY_MS) / 1000, enhanced_eligibility: {}, has_evidence: false, past_due: false, submission_count: 0, submission_method: 'not_submitted' },
    intended_submission_method: null, is_charge_refundable: row.inquiry === true, livemode: false, metadata: {}, network_reason_code: row.code, payment_intent: charge.payment_intent,
    payment_method_details: { card: { brand: charge.payment_method_details.card.brand, case_type: row.inquiry ? 'inquiry' : 'chargeback', network: charge.payment_method_details.card.network, network_reason_code: row.code }, type: 'card' },
    reason: row.reason, status: row.inquiry ? 'warning_needs_response' : 'needs_response',
  };
  const kept = row.inquiry ? dispute : withdrawn(world, dispute);
  world.store.save(world.store.disputes, kept);
  if (!row.inquiry && !before) world.store.save(world.store.charges, { ...charge, disputed: true } satisfies Charge);
  world.emit('charge.dispute.created', kept);
  if (!row.inquiry) world.emit('charge.dispute.funds_withdrawn', kept);
  world.schedule('dispute-deadline', id, ANSWER_DAYS * DAY_MS);
  noLongerActionable(world, charge.id);
}

function withdrawn(world: World, dispute: Dispute): Dispute {
  const entry = book(world, { type: 'adjustment', category: 'dispute', amount: -dispute.amount, fee: FEE, currency: dispute.currency, source: dispute.id, description: `Chargeback withdrawal for ${dispute.charge}`, pending: 0 });
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, entry], is_charge_refundable: false };
}

/** Nobody has answered in time. */
export function disputeDeadline(world: World, id: string): void {
  const dispute = world.store.disputes.get(id);
  if (!dispute || !OPEN.includes(dispute.status)) return;
  decide(world, { ...dispute, evidence_details: { ...dispute.evidence_details, past_due: true } }, dispute.status === 'needs_response' ? 'lost' : 'warning_closed');
}

/** The issuer has thought long enough, and stays with his customer. */
export function disputeVerdict(world: World, id: string): void {
  const dispute = world.store.disputes.get(id);
  if (dispute?.status === 'under_review') decide(world, dispute, 'lost');
  if (dispute?.status === 'warning_under_review') decide(world, dispute, 'warning_closed');
}

function decide(world: World, dispute: Dispute, status: 'lost' | 'warning_closed' | 'won'): Dispute {
  const before = world.store.disputes.get(dispute.id) ?? dispute;
  const back = status === 'won' ? [book(world, { type: 'adjustment', category: 'dispute_reversal', amount: dispute.amount, currency: dispute.currency, source: dispute.id, description: `Chargeback reversal for ${dispute.charge}`, pending: 0 })] : [];
  const after = world.store.save(world.store.disputes, { ...dispute, status, balance_transactions: [...dispute.balance_transactions, ...back] });
  world.emit('charge.dispute.closed', after, previousAttributes(before, after));
  if (status === 'won') world.emit('charge.dispute.funds_reinstated', after, previousAttributes(before, after));
  return after;
}

function update({ world, params, path }: Call): Dispute {
  const before = disputeOf(world, path['dispute'] ?? '');
  if (params.has('evidence') && !OPEN.includes(before.status)) throw conflict('This dispute is already closed or under review, so its evidence cannot be changed.', undefined, { param: 'evidence' });
  const evidence = evidenceAfter(params.group('evidence'), before.evidence);
  const given = Object.values(evidence).some((value) => typeof value === 'string');
  const submits = params.has('evidence') && params.flag('submit') !== false && given;
  const details = { ...before.evidence_details, has_evidence: given, submission_count: before.evidence_details.submission_count + (submits ? 1 : 0), submission_method: submits ? 'manual' as const : before.evidence_details.submission_method };
  const status = !submits ? before.status : before.status === 'needs_response' ? 'under_review' : 'warning_under_review';
  const after = world.store.save(world.store.disputes, { ...before, evidence, evidence_details: details, metadata: params.metadata(before.metadata), status });
  world.emit('charge.dispute.updated', after, previousAttributes(before, after));
  return submits ? judged(world, after) : after;
}

function evidenceAfter(given: Params | undefined, before: DisputeEvidence): DisputeEvidence {
  if (!given) return before;
  const texts = TEXTS.filter((name) => given.has(name)).map((name) => [name, given.updated(name, null)] as const);
  const length = texts.reduce((sum, [, value]) => sum + (value?.length ?? 0), 0);
  if (length > 150_000) throw invalid('The combined character count of all text evidence must be at most 150,000.', 'evidence');
  return { ...before, ...Object.fromEntries(texts) };
}

/** https://docs.stripe.com/testing#disputes: the text of the evidence says how it ends. */
function judged(world: World, dispute: Dispute): Dispute {
  const inquiry = dispute.status === 'warning_under_review';
  switch (dispute.evidence['uncategorized_text']) {
    case 'winning_evidence': return decide(world, dispute, inquiry ? 'warning_closed' : 'won');
    case 'losing_evidence': return decide(world, dispute, inquiry ? 'warning_closed' : 'lost');
    case 'escalate_inquiry_evidence': return inquiry ? escalated(world, dispute) : dispute;
    default:
      world.schedule('dispute-verdict', dispute.id, VERDICT_DAYS * DAY_MS);
      return dispute;
  }
}

function escalated(world: World, inquiry: Dispute): Dispute {
  const charge = world.store.charges.get(inquiry.charge);
  if (charge) world.store.save(world.store.charges, { ...charge, disputed: true });
  const due = world.clock.seconds() + (ANSWER_DAYS * DAY_MS) / 1000;
  const after = world.store.save(world.store.disputes, { ...withdrawn(world, inquiry), status: 'needs_response' as const, evidence_details: { ...inquiry.evidence_details, due_by: due } });
  world.emit('charge.dispute.updated', after, previousAttributes(inquiry, after));
  world.emit('charge.dispute.funds_withdrawn', after);
  world.schedule('dispute-deadline', after.id, ANSWER_DAYS * DAY_MS);
  return after;
}

/** Gives in. */
function close({ world, path }: Call): Dispute {
  const dispute = disputeOf(world, path['dispute'] ?? '');
  if (!OPEN.includes(dispute.status)) throw conflict('This dispute is already closed.');
  return decide(world, dispute, dispute.status === 'needs_response' ? 'lost' : 'warning_closed');
}

function list(call: Call): object {
  const { params, world } = call;
  const { disputes } = world.store;
  const [charge, intent] = [params.text('charge'), params.text('payment_intent')];
  const source = charge !== undefined ? disputes.entries('charge', charge) : disputes.entries('payment_intent', intent);
  return pageOf(call, disputes, [source], (dispute) => intent === undefined || dispute.payment_intent === intent);
}
