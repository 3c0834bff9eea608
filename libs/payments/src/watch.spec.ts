import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVERYTHING } from '@plumbline/database';
import { metricsRegistry } from '@plumbline/observability';
import { PROBLEMS } from '@plumbline/problems';
import { profiled } from '../../../test/fixtures/firms.js';
import { eventually } from '../../../test/fixtures/eventually.js';
import { LedgerEntriesRepository } from './data/ledger-entries.repository.js';
import { observeRefund } from './domain/refunds.js';
import { observeIntent } from './domain/observe-intent.js';
import { newPayment } from './domain/payment.fixture.js';
import { PAYMENT_PROBLEMS } from './domain/problems.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { CompareBalance } from './use-cases/books/compare-balance.js';
import { CountWhatWaits } from './use-cases/count-what-waits.js';
import { ResolveDifference } from './use-cases/books/resolve-difference.js';
import { FindMissedEvents } from './use-cases/events/find-missed-events.js';
import { EventWorker } from './jobs/event-worker.js';
import { PaymentProcessor } from './use-cases/payment-processor.js';
import { ReadPaymentState } from './use-cases/payment-state.js';
import { PaymentSwitches } from './use-cases/payment-switches.js';
import { PaymentWriter } from './use-cases/payment-writer.js';
import { TransferGate } from './use-cases/transfer-gate.js';

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.open();
}, 60_000);
afterAll(() => world.close());

/** A payment that was captured at the processor. @param isHeard whether the books know. */
async function captured(isHeard: boolean) {
  const processor = world.get(PaymentProcessor);
  const customerId = await processor.createCustomer(randomUUID(), world.client.businessId);
  const payment = newPayment({ id: randomUUID(), proposalId: randomUUID(), customerId });
  await world.get(PaymentWriter).insert(payment, []);
  const source = { confirmationToken: await world.token() };
  const { intentId } = await processor.createIntent(randomUUID(), { paymentId: payment.id, proposalId: payment.proposalId, customerId, amount: payment.amount, currency: payment.currency, description: 'x', source, challenge: false, saveMethod: false, returnUrl: 'http://localhost/return' });
  const seen = await processor.captureIntent(randomUUID(), intentId);
  const book = async (): Promise<void> => {
    const { payment: after } = await world.get(PaymentWriter).change(payment.id, (before, now) => observeIntent(before, seen, now));
    for (const entry of after.ledger) await world.get(LedgerEntriesRepository).add(payment.id, entry);
  };
  if (isHeard) await book();
  return { id: payment.id, chargeId: seen.chargeId ?? '', intentId, book };
}

describe('the comparison of the balance with the books', () => {
  it('finds nothing where every movement is booked', async () => {
    await captured(true);
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ movements: 2, entries: 2, found: [], resolved: 0 });
    expect(await world.get(TransferGate).isOpen()).toBe(true);
  });

  it('a movement that is in no book freezes transfers, once; it closes itself when it is booked, and an admin lets transfers go', async () => {
    const { chargeId, book, id } = await captured(false);
    const { found } = await world.get(CompareBalance).execute(0);
    expect(found.map(({ id: what, kind }) => [what, kind])).toEqual([[`capture:${chargeId}`, 'no_entry'], [`processor_fee:${chargeId}`, 'no_entry']]);
    expect(await world.get(TransferGate).isOpen()).toBe(false);
    await world.get(CompareBalance).execute(0);
    const state = await world.get(ReadPaymentState).execute();
    expect(state.differences).toHaveLength(2);
    expect(state.switches).toContainEqual(expect.objectContaining({ name: 'transfers', on: false, reason: 'ledger_difference', changedBy: 'system' }));
    const stored = await world.collection('ledger_differences').findOne({ _id: `capture:${chargeId}` });
    expect((stored?.['outbox'] as { type: string }[]).map(({ type }) => type)).toEqual(['ledger_difference.found']);
    await book();
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ found: [], resolved: 2 });
    expect((await world.get(ReadPaymentState).execute()).differences).toEqual([]);
    expect(await world.get(TransferGate).isOpen()).toBe(false);
    await world.get(PaymentSwitches).set('transfers', true, 'the books are right again', id);
    expect(await world.get(TransferGate).isOpen()).toBe(true);
  });

  it('a difference that is open already freezes nothing again; another one does', async () => {
    const [first, second] = [await captured(false), await captured(false)];
    const gate = world.get(TransferGate);
    const letGo = () => world.get(PaymentSwitches).set('transfers', true, 'it is looked at', 'an admin');
    await first.book();
    await world.get(CompareBalance).execute(0);
    await letGo();
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ opened: 0, found: [{ id: `capture:${second.chargeId}` }, { id: `processor_fee:${second.chargeId}` }] });
    expect(await gate.isOpen()).toBe(true);
    const third = await captured(false);
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ opened: 2 });
    expect(await gate.isOpen()).toBe(false);
    for (const { book } of [second, third]) await book();
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ found: [], resolved: 4 });
    await letGo();
  });

  it('what an admin has explained is closed for good, with who and why; nothing is asked of it again, unless it is another difference', async () => {
    const { id } = await captured(true);
    const journal = world.get(LedgerEntriesRepository);
    const stray = (amount: number) => journal.add(id, { seq: 99, kind: 'refund', source: 're_explained', currency: 'USD', postings: [{ account: 'processor', amount: -amount }, { account: 'provider', amount }], at: new Date() });
    await stray(100);
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ opened: 1, found: [{ id: 'refund:re_explained' }] });
    const resolve = world.get(ResolveDifference);
    await expect(resolve.execute('refund:re_nobody', 'no such thing', 'an admin')).rejects.toMatchObject({ type: PROBLEMS.NOT_FOUND });
    await resolve.execute('refund:re_explained', 'Booked by hand; see the minutes.', 'an admin');
    await expect(resolve.execute('refund:re_explained', 'again', 'an admin')).rejects.toMatchObject({ type: PROBLEMS.STATE_CONFLICT });
    const stored = await world.collection('ledger_differences').findOne({ _id: 'refund:re_explained' });
    expect(stored).toMatchObject({ state: 'resolved', resolvedBy: 'an admin', reason: 'Booked by hand; see the minutes.', resolvedAt: expect.any(Date) });
    // The log has who and what; what was written may be about a person.
    expect((stored?.['outbox'] as object[]).at(-1)).toMatchObject({ type: 'ledger_difference.explained', actor: 'an admin', data: { kind: 'no_movement', source: 're_explained' } });
    await world.get(PaymentSwitches).set('transfers', true, 'explained', 'an admin');
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ opened: 0, found: [], explained: 1 });
    expect(await world.get(TransferGate).isOpen()).toBe(true);
    expect((await world.get(ReadPaymentState).execute()).differences).toEqual([]);
    await world.collection('ledger_entries').deleteOne({ _id: `${id}:99` });
    await stray(200);
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ opened: 1, found: [{ booked: -200 }] });
    expect(await world.get(TransferGate).isOpen()).toBe(false);
    const again = await world.collection('ledger_differences').findOne({ _id: 'refund:re_explained' });
    expect(again).toMatchObject({ state: 'open' });
    expect(again).not.toHaveProperty('resolvedBy');
    await world.collection('ledger_entries').deleteOne({ _id: `${id}:99` });
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ found: [], resolved: 1 });
    await world.get(PaymentSwitches).set('transfers', true, 'gone', 'an admin');
  });

  it('a difference does not close itself by growing old, but when its entry is booked', async () => {
    const { chargeId, book } = await captured(false);
    expect((await world.get(CompareBalance).execute(0)).found).toHaveLength(2);
    const open = async () => (await world.get(ReadPaymentState).execute()).differences.map(({ _id }) => _id);
    const moved = { at: new Date(Date.now() - 40 * 86_400_000) };
    await world.collection('ledger_differences').updateMany({ state: 'open' }, { $set: moved });
    world.forward(31 * 86_400_000);
    try {
      expect(await world.get(CompareBalance).execute(0)).toMatchObject({ resolved: 0 });
      expect(await open()).toEqual([`capture:${chargeId}`, `processor_fee:${chargeId}`]);
      await book();
      expect(await world.get(CompareBalance).execute(0)).toMatchObject({ resolved: 2 });
      expect(await open()).toEqual([]);
    } finally {
      world.forward(-31 * 86_400_000);
      await world.collection('payment_sweeps').deleteMany({});
    }
  });

  it('an entry whose money never moved is found', async () => {
    const { id } = await captured(true);
    await world.get(LedgerEntriesRepository).add(id, { seq: 99, kind: 'refund', source: 're_of_nobody', currency: 'USD', postings: [{ account: 'processor', amount: -100 }, { account: 'provider', amount: 100 }], at: new Date() });
    const { found } = await world.get(CompareBalance).execute(0);
    expect(found).toEqual([expect.objectContaining({ id: 'refund:re_of_nobody', kind: 'no_movement', paymentId: id, booked: -100 })]);
    await world.collection('ledger_entries').deleteOne({ _id: `${id}:99` });
    expect(await world.get(CompareBalance).execute(0)).toMatchObject({ found: [], resolved: 1 });
  });
});

it('events that no webhook brought are found by the hourly sweep, once', async () => {
  const { id } = await captured(false);
  expect(await world.get(FindMissedEvents).execute()).toBeGreaterThan(0);
  expect(await world.get(FindMissedEvents).execute()).toBe(0);
  while ((await world.get(EventWorker).drain()) > 0);
  expect((await world.payment(id)).state).toBe('captured');
});

describe('the switches', () => {
  it('are on unless somebody touched them, hold in every process, and are told of without the reason', async () => {
    const other = await PaymentsWorld.open({ joins: world });
    try {
      const [here, there] = [world.get(PaymentSwitches), other.get(PaymentSwitches)];
      await expect(there.refuseWhenOff()).resolves.toBeUndefined();
      await here.set('payments', false, 'a drill by Ada', 'an admin');
      await expect(here.refuseWhenOff()).rejects.toMatchObject({ type: PAYMENT_PROBLEMS.PAYMENTS_OFF });
      await eventually(() => expect(there.refuseWhenOff()).rejects.toMatchObject({ type: PAYMENT_PROBLEMS.PAYMENTS_OFF }));
      await here.set('payments', true, 'over', 'an admin');
      const stored = await world.collection('payment_switches').findOne({ _id: 'payments' });
      expect(stored?.['outbox']).toEqual([expect.objectContaining({ type: 'payment_switch.off', actor: 'an admin', data: { switch: 'payments' } }), expect.objectContaining({ type: 'payment_switch.on' })]);
    } finally {
      await other.close();
    }
  }, 30_000);
});

it('open differences and frozen transfers are told as they are stored, whoever found or resolved them', async () => {
  const told = async () => {
    await world.get(CountWhatWaits).execute();
    return Promise.all(['plumbline_ledger_differences', 'plumbline_transfers_frozen'].map(async (name) => (await metricsRegistry.getSingleMetric(name)?.get())?.values[0]?.value));
  };
  await world.get(PaymentSwitches).set('transfers', true, 'a test', 'an admin');
  expect(await told()).toEqual([0, 0]);
  // Another process has compared.
  const at = new Date();
  const difference = { _id: 'refund:re_elsewhere', v: 1, kind: 'no_entry', state: 'open', source: 're_elsewhere', currency: 'USD', moved: -100, at, foundAt: at };
  await world.collection('ledger_differences').insertOne(difference);
  await world.collection('payment_switches').updateOne({ _id: 'transfers' }, { $set: { on: false } });
  await eventually(async () => expect(await told()).toEqual([1, 1]));
  await world.collection('ledger_differences').updateOne({ _id: difference._id }, { $set: { state: 'resolved' } });
  await world.collection('payment_switches').updateOne({ _id: 'transfers' }, { $set: { on: true } });
  await eventually(async () => expect(await told()).toEqual([0, 0]));
});

it('operators see what is unsettled and what is held', async () => {
  const at = new Date();
  const unsettled = newPayment({ id: randomUUID(), proposalId: randomUUID(), operations: [{ id: randomUUID(), kind: 'intent.create', state: 'unknown', details: {}, at }], unsettledSince: at });
  const held = newPayment({ id: randomUUID(), proposalId: randomUUID(), state: 'authorised', authorised: 50_000, authorisedAt: at });
  for (const payment of [unsettled, held]) await world.get(PaymentWriter).insert(payment, []);
  const state = await world.get(ReadPaymentState).execute();
  expect(state.operations).toEqual([expect.objectContaining({ paymentId: unsettled.id, kind: 'intent.create', state: 'unknown' })]);
  expect(state.authorisations).toEqual([expect.objectContaining({ paymentId: held.id, amount: 50_000, authorisedAt: at })]);
  expect((await world.get(PaymentWriter).read(EVERYTHING, held.id)).payment.state).toBe('authorised');
});

it('operators see open disputes, warnings that can be acted on, and shares that are owed or given up, each by an index', async () => {
  const at = new Date();
  const stored = async (changes: Parameters<typeof newPayment>[0]): Promise<string> => {
    const id = randomUUID();
    await world.get(PaymentWriter).insert(newPayment({ id, proposalId: randomUUID(), state: 'captured', ...changes }), []);
    return id;
  };
  const dispute = { id: 'du_1', amount: 5_000, reason: 'fraudulent', state: 'open', evidenceDueBy: at, at } as const;
  const disputed = await stored({ disputes: [{ ...dispute, id: 'du_0', state: 'won' }, dispute] });
  const warned = await stored({ warnings: [{ id: 'issfr_1', type: 'misc', actionable: true, at }, { id: 'issfr_0', type: 'misc', actionable: false, at }] });
  const givenUp = await stored({ transfer: { state: 'stopped', amount: 46_000, dueAt: at, waitsFor: 'people', reversed: 0, holdEndsAt: at, sent: [] } });
  const owing = await stored({});
  const { payment } = await world.get(PaymentWriter).change(owing, (before, now) => observeRefund(before, { refundId: 're_owed', amount: 10_000, status: 'succeeded' }, now));
  const { disputes, warnings, shares } = await world.get(ReadPaymentState).execute();
  expect(disputes).toMatchObject([{ id: 'du_1', paymentId: disputed, evidenceDueBy: at }]);
  expect(warnings).toMatchObject([{ id: 'issfr_1', paymentId: warned }]);
  expect(shares).toMatchObject([{ trouble: 'given_up', paymentId: givenUp, amount: 46_000 }, { trouble: 'owed', paymentId: owing, amount: 9_200 }]);
  expect(payment.owedByProvider).toBe(9_200);
  await world.get(PaymentWriter).change(owing, (before, now) => observeRefund(before, { refundId: 're_owed', amount: 10_000, status: 'failed' }, now));
  expect(await world.payment(owing)).not.toHaveProperty('owedByProvider');
  const reads = await profiled(world.firms.database, () => world.get(ReadPaymentState).execute(), 'payments');
  expect(reads.filter(({ planSummary }) => planSummary?.includes('COLLSCAN') ?? true)).toEqual([]);
}, 30_000);
