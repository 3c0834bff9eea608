import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { type Rig, chargeOf, idOf, payment, refusalOf, startRig, until } from '../emulator.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

async function paid(card = 'pm_card_visa'): Promise<{ intent: string; charge: string }> {
  const intent = await rig.stripe.paymentIntents.create(payment(card));
  return { intent: intent.id, charge: chargeOf(intent).id };
}

const disputeOn = (charge: string): Promise<Stripe.Dispute> => until(async () => (await rig.stripe.disputes.list({ charge })).data[0], 'the dispute');
const typesOf = async (id: string): Promise<string[]> => (await rig.stripe.events.list({ limit: 100 })).data.filter((event) => (event.data.object as { id?: string }).id === id).map(({ type }) => type).reverse();

describe('refunds', () => {
  it('are given in parts, on the intent or the charge, until nothing is left', async () => {
    const { intent, charge } = await paid();
    const first = await rig.stripe.refunds.create({ payment_intent: intent, amount: 2500, reason: 'requested_by_customer', metadata: { why: 'late' } });
    expect(first).toMatchObject({ status: 'succeeded', amount: 2500, charge, payment_intent: intent, reason: 'requested_by_customer', metadata: { why: 'late' } });
    expect(await rig.stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 2500, refunded: false });
    expect(await refusalOf(rig.stripe.refunds.create({ charge, amount: 7501 }))).toMatchObject({ statusCode: 400, param: 'amount', message: 'Refund amount ($75.01) is greater than unrefunded amount on charge ($75.00)' });
    await rig.stripe.refunds.create({ charge });
    expect(await rig.stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 10_000, refunded: true });
    expect(await refusalOf(rig.stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_already_refunded' });
    expect((await rig.stripe.refunds.list({ payment_intent: intent })).data.map(({ amount }) => amount)).toEqual([7500, 2500]);
    expect(await refusalOf(rig.stripe.refunds.cancel(first.id))).toMatchObject({ statusCode: 400, message: expect.stringContaining('requires_action') });
    expect(await typesOf(first.id)).toEqual(['refund.created']);
    expect((await rig.stripe.balanceTransactions.retrieve(idOf(first.balance_transaction)))).toMatchObject({ amount: -2500, type: 'refund', source: first.id });
  });

  it('of what was captured only, and not of what was only authorised', async () => {
    const held = await rig.stripe.paymentIntents.create(payment('pm_card_visa', { capture_method: 'manual' }));
    expect(await refusalOf(rig.stripe.refunds.create({ payment_intent: held.id }))).toMatchObject({ code: 'charge_not_refundable' });
    await rig.stripe.paymentIntents.capture(held.id, { amount_to_capture: 6000 });
    expect((await refusalOf(rig.stripe.refunds.create({ payment_intent: held.id, amount: 6001 }))).param).toBe('amount');
    expect((await rig.stripe.refunds.create({ payment_intent: held.id })).amount).toBe(6000);
  });

  it('of pm_card_pendingRefund are pending, then succeed', async () => {
    const { charge } = await paid('pm_card_pendingRefund');
    const refund = await rig.stripe.refunds.create({ charge });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    await rig.door('POST', '/clock', { advance: '5s' });
    expect((await rig.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    expect(await typesOf(refund.id)).toEqual(['refund.created', 'refund.updated', 'charge.refund.updated']);
  });

  it.each([['pendingRefundForDays', 'succeeded', 6000], ['pendingRefundFail', 'failed', 10_000]])('of pm_card_%s are pending for days, and then %s', async (card, end, left) => {
    const { charge } = await paid(`pm_card_${card}`);
    const { id } = await rig.stripe.refunds.create({ charge, amount: 4000 });
    await rig.door('POST', '/clock', { advance: '4d' });
    const waiting = await rig.stripe.refunds.retrieve(id);
    expect(waiting).toMatchObject({ status: 'pending', pending_reason: 'processing', balance_transaction: expect.stringMatching(/^txn_/) });
    await rig.door('POST', '/clock', { advance: '2d' });
    const ended = await rig.stripe.refunds.retrieve(id);
    expect(ended.status).toBe(end);
    expect(ended).not.toHaveProperty('pending_reason');
    const { amount, amount_refunded: refunded } = await rig.stripe.charges.retrieve(charge);
    expect(amount - refunded).toBe(left);
  });

  it('of pm_card_refundFail succeed, then fail, and the money can be refunded again', async () => {
    const { charge } = await paid('pm_card_refundFail');
    const refund = await rig.stripe.refunds.create({ charge, amount: 4000 });
    expect(refund.status).toBe('succeeded');
    await rig.door('POST', '/clock', { advance: '5s' });
    const failed = await rig.stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] });
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card', failure_balance_transaction: { amount: 4000 } });
    expect(await rig.stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await typesOf(refund.id)).toEqual(['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated']);
  });

  it('are not given on a disputed charge', async () => {
    const { charge } = await paid('pm_card_createDispute');
    await disputeOn(charge);
    expect(await refusalOf(rig.stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_disputed' });
  });
});

describe('disputes', () => {
  it.each([['winning_evidence', 'won', ['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.updated', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_reinstated'], -1500], ['losing_evidence', 'lost', ['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.updated', 'charge.dispute.updated', 'charge.dispute.closed'], -11_500]])('with %s are %s', async (text, status, types, net) => {
    const { charge } = await paid('pm_card_createDispute');
    const { id } = await disputeOn(charge);
    expect(await rig.stripe.disputes.retrieve(id)).toMatchObject({ status: 'needs_response', reason: 'fraudulent', amount: 10_000, is_charge_refundable: false, balance_transactions: [{ amount: -10_000, fee: 1500, net: -11_500 }] });
    expect((await rig.stripe.charges.retrieve(charge)).disputed).toBe(true);
    expect((await rig.stripe.disputes.update(id, { evidence: { uncategorized_text: text }, submit: false })).status).toBe('needs_response');
    const decided = await rig.stripe.disputes.update(id, { evidence: { uncategorized_text: text }, submit: true });
    expect(decided).toMatchObject({ status, evidence_details: { has_evidence: true, submission_count: 1 } });
    expect(decided.balance_transactions.reduce((sum, entry) => sum + entry.net, 0)).toBe(net);
    expect(await typesOf(id)).toEqual(types);
    expect(await refusalOf(rig.stripe.disputes.close(id))).toMatchObject({ statusCode: 400 });
  });

  it('that nobody answers are lost when their time is over; other evidence is weighed for sixty days', async () => {
    const own = await startRig();
    const raise = async (): Promise<string> => {
      const intent = await own.stripe.paymentIntents.create(payment('pm_card_createDisputeProductNotReceived'));
      return (await until(async () => (await own.stripe.disputes.list({ payment_intent: intent.id })).data[0], 'the dispute')).id;
    };
    const [silent, answered, closed] = [await raise(), await raise(), await raise()];
    expect((await own.stripe.disputes.update(answered, { evidence: { product_description: 'a thing' } })).status).toBe('under_review');
    expect((await own.stripe.disputes.close(closed)).status).toBe('lost');
    await own.door('POST', '/clock', { advance: '10d' });
    expect(await own.stripe.disputes.retrieve(silent)).toMatchObject({ status: 'lost', evidence_details: { past_due: true } });
    expect((await own.stripe.disputes.retrieve(answered)).status).toBe('under_review');
    await own.door('POST', '/clock', { advance: '51d' });
    expect((await own.stripe.disputes.retrieve(answered)).status).toBe('lost');
    await own.close();
  });

  it('that are inquiries leave the money, until they are escalated', async () => {
    const { charge } = await paid('pm_card_createDisputeInquiry');
    const { id } = await disputeOn(charge);
    expect(await rig.stripe.disputes.retrieve(id)).toMatchObject({ status: 'warning_needs_response', balance_transactions: [], is_charge_refundable: true });
    const escalated = await rig.stripe.disputes.update(id, { evidence: { uncategorized_text: 'escalate_inquiry_evidence' } });
    expect(escalated).toMatchObject({ status: 'needs_response', balance_transactions: [{ net: -11_500 }] });
    const second = await disputeOn((await paid('pm_card_createDisputeInquiry')).charge);
    expect((await rig.stripe.disputes.update(second.id, { evidence: { uncategorized_text: 'winning_evidence' } })).status).toBe('warning_closed');
  });

  it('come twice on pm_card_createMultipleDisputes', async () => {
    const { charge } = await paid('pm_card_createMultipleDisputes');
    await until(async () => (await rig.stripe.disputes.list({ charge })).data.length === 2 || undefined, 'two disputes');
  });
});

describe('an early fraud warning', () => {
  it('is there to act on until the charge is refunded', async () => {
    const { charge } = await paid('pm_card_createIssuerFraudRecord');
    const warning = await until(async () => (await rig.stripe.radar.earlyFraudWarnings.list({ charge })).data[0], 'the warning');
    expect(warning).toMatchObject({ actionable: true, charge, fraud_type: 'made_with_stolen_card' });
    await rig.stripe.refunds.create({ charge });
    expect((await rig.stripe.radar.earlyFraudWarnings.retrieve(warning.id)).actionable).toBe(false);
    expect(await typesOf(warning.id)).toEqual(['radar.early_fraud_warning.created', 'radar.early_fraud_warning.updated']);
  });
});
