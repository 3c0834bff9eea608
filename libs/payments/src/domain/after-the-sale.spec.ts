import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Change, inOrder } from './change.js';
import { type DisputeObservation, observeDispute, observeWarning } from './disputes.js';
import { balanceOf, booked } from './ledger.js';
import { shareOf } from './money.js';
import { observeIntent } from './observe-intent.js';
import { openOperation, plan, settle, supersede, takeUp } from './operations.js';
import { type Payment, refundable } from './payment.js';
import { intent, later, newPayment, NOW } from './payment.fixture.js';
import { observeRefund, refundCancelledWork, REFUNDS_PER_PAYMENT, releaseRefund, requestRefund } from './refunds.js';
import { observeTransfer, owedToProvider, planReversal, planTransfer, refuseTransfer, scheduleTransfer } from './transfers.js';

const captured = (): Payment => observeIntent(newPayment(), intent('succeeded', { processorFee: 1_480 }), NOW).payment;
const through = (payment: Payment, ...steps: readonly ((payment: Payment) => Change)[]): Payment => steps.reduce((current, step) => step(current).payment, payment);
const refund = (id: string, amount: number) => ({ id, amount, reason: 'requested_by_customer', requestedBy: 'ada' });
const asked = (id: string, amount: number) => (payment: Payment) => requestRefund(payment, refund(id, amount), `op-${id}`, NOW);
const told = (id: string, amount: number, status: 'pending' | 'succeeded' | 'failed', hasLeft = false) => (payment: Payment) => observeRefund(payment, { refundId: `re_${id}`, ourId: id, amount, status, ...(hasLeft && { withdrawn: true }) }, NOW);
const dispute = (status: DisputeObservation['status'], changes: Partial<DisputeObservation> = {}) => (payment: Payment) => observeDispute(payment, { disputeId: 'dp_1', amount: 50_000, reason: 'fraudulent', status, withdrawn: true, fee: 1_500, ...changes }, NOW);
const transferred = (amount: number, ...reversals: readonly { id: string; amount: number }[]) => (payment: Payment) => observeTransfer(payment, { transferId: 'tr_1', amount, reversals }, NOW);
const settled = (id: string) => (payment: Payment) => settle(payment, id, { state: 'succeeded', result: id }, NOW);
const total = (payment: Payment): number => payment.ledger.flatMap(({ postings }) => postings).reduce((sum, { amount }) => sum + amount, 0);

describe('a refund', () => {
  it('is reserved when it is asked for, and booked when it succeeded', () => {
    const reserved = through(captured(), asked('a', 20_000));
    expect(reserved).toMatchObject({ refundReserved: 20_000, refunds: [{ id: 'a', amount: 20_000, fee: 1_600, state: 'pending' }] });
    expect(openOperation(reserved, 'refund.create')).toMatchObject({ id: 'op-a', details: { refund: 'a', amount: 20_000 } });
    const done = through(reserved, told('a', 20_000, 'pending'), told('a', 20_000, 'succeeded'), told('a', 20_000, 'succeeded'));
    expect(done.refunds).toMatchObject([{ refundId: 're_a', state: 'succeeded' }]);
    expect(done.ledger.at(-1)).toMatchObject({ kind: 'refund', source: 're_a', postings: [{ account: 'provider', amount: 18_400 }, { account: 'fees', amount: 1_600 }, { account: 'processor', amount: -20_000 }] });
    expect(done.ledger).toHaveLength(3);
  });

  it('of more than is left is refused, whatever is under way (vendure#2912)', () => {
    const reserved = through(captured(), asked('a', 30_000));
    expect(() => asked('b', 20_001)(reserved)).toThrow(expect.objectContaining({ type: expect.objectContaining({ code: 'REFUND_TOO_LARGE' }) }));
    expect(refundable(through(reserved, asked('b', 20_000)))).toBe(0);
    expect(refundable(through(captured(), dispute('open', { amount: 10_000 })))).toBe(40_000);
  });

  it('is booked as soon as the money has left, and back when it fails, although it never succeeded', () => {
    const moved = (status: 'pending' | 'failed') => told('a', 20_000, status, true);
    const kindsOf = ({ ledger }: Payment) => ledger.slice(2).map(({ kind }) => kind);
    const pending = through(captured(), asked('a', 20_000), told('a', 20_000, 'pending'), moved('pending'), moved('pending'));
    expect([pending.refunds[0]?.state, kindsOf(pending), owedToProvider(pending)]).toEqual(['pending', ['refund'], 27_600]);
    for (const failed of [through(pending, moved('failed'), moved('failed')), through(captured(), asked('a', 20_000), moved('failed'))]) {
      expect([failed.refunds[0]?.state, kindsOf(failed), owedToProvider(failed), total(failed)]).toEqual(['failed', ['refund', 'refund_failed'], 46_000, 0]);
    }
    expect(kindsOf(through(captured(), asked('a', 20_000), told('a', 20_000, 'failed')))).toEqual([]);
  });

  it('of all that is pending stops the transfer, and lets it go on when it fails', () => {
    const moved = (status: 'pending' | 'failed') => told('a', 50_000, status, true);
    const stopped = through(captured(), (payment) => scheduleTransfer(payment, later(72)), moved('pending'));
    expect(stopped.transfer?.state).toBe('stopped');
    expect(through(stopped, moved('failed')).transfer?.state).toBe('waiting');
  });

  it('that fails tells whether it had succeeded', () => {
    const failed = (payment: Payment) => told('a', 20_000, 'failed')(payment).events.map(({ type, data }) => [type, data['hadSucceeded']]);
    const reserved = through(captured(), asked('a', 20_000));
    expect(failed(reserved)).toEqual([['payment.refund_failed', false]]);
    expect(failed(through(reserved, told('a', 20_000, 'succeeded')))).toEqual([['payment.refund_failed', true]]);
  });

  it('of a payment that was not captured is refused', () => {
    expect(() => asked('a', 1)(newPayment())).toThrow(expect.objectContaining({ type: expect.objectContaining({ code: 'STATE_CONFLICT' }) }));
  });

  it('that the processor refused, or that failed later, frees what it reserved and takes its booking back', () => {
    expect(through(captured(), asked('a', 20_000), (payment) => releaseRefund(payment, 'a', 'charge_disputed'))).toMatchObject({ refundReserved: 0, refunds: [{ state: 'failed', failure: 'charge_disputed' }] });
    const failedLater = through(captured(), asked('a', 20_000), told('a', 20_000, 'succeeded'), told('a', 20_000, 'failed'), told('a', 20_000, 'succeeded'));
    expect(failedLater).toMatchObject({ refundReserved: 0, refunds: [{ state: 'failed' }] });
    expect(owedToProvider(failedLater)).toBe(46_000);
  });

  it('that was made at the processor is taken in', () => {
    const done = through(captured(), (payment) => observeRefund(payment, { refundId: 're_x', amount: 50_000, status: 'succeeded' }, NOW));
    expect(done).toMatchObject({ refundReserved: 50_000, refunds: [{ id: 're_x', requestedBy: 'processor' }] });
    expect(owedToProvider(done)).toBe(0);
  });

  it('that the processor made twice under our id is booked twice', () => {
    const again = (payment: Payment) => observeRefund(payment, { refundId: 're_2', ourId: 'a', amount: 20_000, status: 'succeeded' }, NOW);
    const twice = through(captured(), asked('a', 20_000), told('a', 20_000, 'succeeded'), again, told('a', 20_000, 'succeeded'), again);
    expect(twice.refunds).toMatchObject([{ id: 'a', refundId: 're_a' }, { id: 're_2', requestedBy: 'processor' }]);
    expect([twice.refundReserved, owedToProvider(twice)]).toEqual([40_000, 46_000 - 36_800]);
  });

  it('asked for again by the same id is one', () => {
    const once = through(captured(), asked('a', 100));
    expect(asked('a', 100)(once)).toEqual({ payment: once, events: [] });
  });
});

describe('a refund of cancelled work', () => {
  const tried = (id: string) => (payment: Payment) => refundCancelledWork(payment, id, NOW);

  it('is of what is left, when nobody disputes it any more', () => {
    const open = through(captured(), asked('a', 20_000), dispute('open', { amount: 10_000 }));
    expect(tried('op')(open).payment).toBe(open);
    const planned = through(open, dispute('won', { amount: 10_000 }), tried('op'));
    expect(planned.refunds.at(-1)).toMatchObject({ id: 'op', amount: 30_000, reason: 'work_cancelled' });
    expect(tried('op-2')(planned).payment).toBe(planned);
    expect(through(planned, told('a', 20_000, 'failed'), tried('op-2')).refunds.at(-1)).toMatchObject({ id: 'op-2', amount: 20_000 });
  });

  it('is left to people, once, where the payment has as many refunds as it may, until somebody gives the rest', () => {
    const full = Array.from({ length: REFUNDS_PER_PAYMENT }).reduce<Payment>((payment, _, place) => through(payment, asked(`r${place}`, 1)), captured());
    const givenUp = tried('op')(full);
    expect(givenUp).toMatchObject({ payment: { refundGivenUpAt: NOW }, events: [{ type: 'payment.refund_given_up', data: { amount: 50_000 - REFUNDS_PER_PAYMENT } }] });
    expect(tried('op-2')(givenUp.payment).payment).toBe(givenUp.payment);
    const byHand = through(givenUp.payment, (payment) => observeRefund(payment, { refundId: 're_x', amount: 50_000 - REFUNDS_PER_PAYMENT, status: 'succeeded' }, NOW));
    expect(byHand).not.toHaveProperty('refundGivenUpAt');
  });
});

describe('a dispute', () => {
  it('withdraws what it is about and keeps the transfer; won, all comes back but the processor\'s fee', () => {
    const open = through(captured(), (payment) => scheduleTransfer(payment, later(72)), dispute('open'));
    expect(open).toMatchObject({ disputed: 50_000, disputes: [{ id: 'dp_1', state: 'open' }], transfer: { state: 'stopped' } });
    expect(balanceOf(open.ledger, 'disputed')).toBe(50_000);
    const won = through(open, dispute('won'), dispute('won'), dispute('open'));
    expect(won).toMatchObject({ disputed: 0, disputes: [{ state: 'won' }], transfer: { state: 'waiting' } });
    expect([balanceOf(won.ledger, 'disputed'), balanceOf(won.ledger, 'processor'), owedToProvider(won)]).toEqual([0, 50_000 - 1_480 - 1_500, 46_000]);
  });

  it('that is lost after the transfer is a negative balance of the provider, never a hole', () => {
    const lost = through(captured(), (payment) => scheduleTransfer(payment, NOW), (payment) => planTransfer(payment, 'op-t', 'acct_1', NOW), transferred(46_000), dispute('open'), dispute('lost'));
    expect(owedToProvider(lost)).toBe(-46_000);
    expect(total(lost)).toBe(0);
    expect(openOperation(through(lost, (payment) => planReversal(payment, 'op-r', NOW)), 'transfer.reverse')?.details).toEqual({ amount: 46_000, transfer: 'tr_1' });
  });

  it('that is an inquiry withdraws nothing', () => {
    expect(through(captured(), dispute('open', { withdrawn: false })).ledger).toHaveLength(2);
  });
});

it('an early-fraud warning is taken in once', () => {
  const warned = through(captured(), (payment) => observeWarning(payment, { id: 'issfr_1', type: 'unauthorized_use_of_card', actionable: true }, NOW));
  expect(warned.warnings).toHaveLength(1);
  expect(observeWarning(warned, { id: 'issfr_1', type: 'unauthorized_use_of_card', actionable: true }, NOW).payment).toBe(warned);
});

describe('a transfer', () => {
  const due = (): Payment => through(captured(), (payment) => scheduleTransfer(payment, NOW));

  it('is of what is owed, at the end of the hold, and waits for a refund that is under way', () => {
    expect(planTransfer(through(captured(), (payment) => scheduleTransfer(payment, later(1))), 'op', 'acct_1', NOW).payment.operations).toEqual([]);
    const refunding = through(due(), asked('a', 20_000));
    expect(planTransfer(refunding, 'op', 'acct_1', NOW).payment).toBe(refunding);
    const sending = through(refunding, told('a', 20_000, 'succeeded'), (payment) => planTransfer(payment, 'op-t', 'acct_1', NOW));
    expect(sending.transfer).toMatchObject({ state: 'sending', amount: 27_600 });
    expect(openOperation(sending, 'transfer.create')?.details).toEqual({ amount: 27_600, destination: 'acct_1' });
  });

  it('is booked once with each of its reversals, and waits again when it was refused', () => {
    const sending = through(due(), (payment) => planTransfer(payment, 'op-t', 'acct_1', NOW));
    expect(through(sending, (payment) => refuseTransfer(payment, NOW)).transfer).toMatchObject({ state: 'waiting', dueAt: later(6) });
    const paid = through(sending, transferred(46_000), transferred(46_000), transferred(46_000, { id: 'trr_1', amount: 6_000 }), transferred(46_000, { id: 'trr_1', amount: 6_000 }));
    expect(paid.transfer).toMatchObject({ state: 'paid', transferId: 'tr_1', reversed: 6_000 });
    expect(owedToProvider(paid)).toBe(6_000);
  });

  describe('behind a refund that comes back', () => {
    const gone = (): Payment => through(due(), (payment) => planTransfer(payment, 'op-t', 'acct_1', NOW), settled('op-t'), transferred(46_000));
    const takenBack = (amount: number) => (payment: Payment): Change => inOrder(payment, (one) => planReversal(one, 'op-r', NOW), settled('op-r'), transferred(46_000, { id: 'trr_1', amount }));

    it('goes again, as a further transfer out of our balance, and what is taken back then is taken from that', () => {
      const back = through(gone(), asked('a', 20_000), told('a', 20_000, 'succeeded'), takenBack(18_400), told('a', 20_000, 'failed'));
      expect([owedToProvider(back), back.transfer]).toMatchObject([18_400, { state: 'waiting', amount: 46_000, reversed: 18_400 }]);
      const again = through(back, (payment) => planTransfer(payment, 'op-2', 'acct_1', NOW));
      expect(openOperation(again, 'transfer.create')?.details).toEqual({ amount: 18_400, destination: 'acct_1', further: true });
      const twice = through(again, transferred(46_000, { id: 'trr_1', amount: 18_400 }), settled('op-2'), (payment) => observeTransfer(payment, { transferId: 'tr_2', amount: 18_400, reversals: [] }, NOW));
      expect(twice.transfer).toMatchObject({ state: 'paid', amount: 64_400, reversed: 18_400, transferId: 'tr_2', sent: [{ transferId: 'tr_1', reversed: 18_400 }, { transferId: 'tr_2', reversed: 0 }] });
      expect([owedToProvider(twice), total(twice)]).toEqual([0, 0]);
      const refunded = through(twice, asked('b', 50_000), told('b', 50_000, 'succeeded'), (payment) => planReversal(payment, 'op-r2', NOW));
      expect(openOperation(refunded, 'transfer.reverse')?.details).toEqual({ amount: 18_400, transfer: 'tr_2' });
    });

    it('waits for a reversal that is under way, and is settled when a refund takes what was owed', () => {
      const reversing = through(gone(), asked('a', 20_000), told('a', 20_000, 'succeeded'), (payment) => planReversal(payment, 'op-r', NOW), told('a', 20_000, 'failed'));
      expect(reversing.transfer?.state).toBe('paid');
      const back = through(reversing, settled('op-r'), transferred(46_000, { id: 'trr_1', amount: 18_400 }));
      expect(back.transfer?.state).toBe('waiting');
      expect(through(back, asked('b', 20_000), told('b', 20_000, 'succeeded')).transfer?.state).toBe('paid');
      expect(through(back, dispute('open'), dispute('won')).transfer?.state).toBe('waiting');
      expect(through(back, dispute('open')).transfer?.state).toBe('stopped');
    });

    it('does not go by itself where people took it back at the processor', () => {
      expect(through(gone(), transferred(46_000, { id: 'trr_x', amount: 46_000 })).transfer).toMatchObject({ state: 'paid', reversed: 46_000 });
    });
  });

  it('is not scheduled twice, nor for what was not captured', () => {
    const once = due();
    expect(scheduleTransfer(once, later(9)).payment).toBe(once);
    expect(scheduleTransfer(newPayment(), NOW).payment.transfer).toBeUndefined();
  });
});

describe('an operation', () => {
  const planned = (): Payment => plan(newPayment(), { id: 'op', kind: 'intent.create', details: {} }, NOW).payment;

  it('is unsettled until its outcome is known, and ends once', () => {
    expect(planned().unsettledSince).toEqual(NOW);
    const lost = settle(planned(), 'op', { state: 'unknown' }, later(1));
    expect(lost).toMatchObject({ payment: { unsettledSince: NOW }, events: [{ type: 'payment.operation_unknown' }] });
    expect(settle(lost.payment, 'op', { state: 'unknown' }, later(2)).payment).toBe(lost.payment);
    const done = settle(lost.payment, 'op', { state: 'succeeded', result: 'pi_1' }, later(2)).payment;
    expect(done).not.toHaveProperty('unsettledSince');
    expect(settle(done, 'op', { state: 'refused', error: 'x' }, later(3)).payment).toBe(done);
  });

  it('whose absence is proven gives its place to a successor that names it', () => {
    const lost = settle(planned(), 'op', { state: 'unknown' }, NOW).payment;
    expect(supersede(lost, 'op', 'op-2', later(24)).payment.operations).toMatchObject([{ id: 'op', state: 'superseded' }, { id: 'op-2', state: 'pending', successorOf: 'op' }]);
    const inherited = supersede(takeUp(lost, 'op', later(30)).payment, 'op', 'op-2', later(24)).payment;
    expect(inherited).toMatchObject({ unsettledSince: later(30), operations: [{}, { id: 'op-2', takenUp: 1, takenUpAt: later(30) }] });
    const done = settle(planned(), 'op', { state: 'succeeded', result: 'pi_1' }, NOW).payment;
    expect(() => supersede(done, 'op', 'op-2', NOW)).toThrow(expect.objectContaining({ type: expect.objectContaining({ code: 'STATE_CONFLICT' }) }));
  });
});

it('a failure that lasts for ever leaves a few operations: the first, the last ones, and other work as it was', () => {
  let payment = plan(plan(newPayment(), { id: 'other', kind: 'intent.confirm', details: {} }, NOW).payment, { id: 'op-0', kind: 'intent.create', details: {} }, NOW).payment;
  for (let time = 1; time <= 40; time += 1) payment = supersede(takeUp(payment, `op-${time - 1}`, later(time)).payment, `op-${time - 1}`, `op-${time}`, later(time)).payment;
  expect(payment.operations.map(({ id }) => id)).toEqual(['other', 'op-0', 'op-35', 'op-36', 'op-37', 'op-38', 'op-39', 'op-40']);
  expect(payment.operations.at(-1)).toMatchObject({ takenUp: 40 });
});

describe('whole numbers', () => {
  it('round half up', () => {
    expect([shareOf(1, 1, 2), shareOf(3, 1, 2), shareOf(10_001, 800, 10_000)]).toEqual([1, 2, 800]);
  });

  it('an entry that does not balance never reaches the books', () => {
    expect(() => booked([], [{ kind: 'refund', source: 're_1', postings: [{ account: 'processor', amount: 1 }] }], 'USD', NOW)).toThrow('does not balance');
  });
});

describe('any sequence of what may be asked and told', () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant('ask' as const), id: fc.constantFrom('a', 'b', 'c', 'd'), amount: fc.integer({ min: 1, max: 60_000 }) }),
    fc.record({ what: fc.constant('tell' as const), id: fc.constantFrom('a', 'b', 'c', 'd'), status: fc.constantFrom('pending' as const, 'succeeded' as const, 'failed' as const), hasLeft: fc.boolean() }),
    fc.record({ what: fc.constant('dispute' as const), amount: fc.integer({ min: 1, max: 50_000 }), status: fc.constantFrom('open' as const, 'won' as const, 'lost' as const) }),
    fc.record({ what: fc.constant('transfer' as const) }),
    fc.record({ what: fc.constant('reverse' as const) }),
  );

  /** The processor sends what is due, or takes back what is owed, and says so. */
  function moved(payment: Payment, kind: 'transfer.create' | 'transfer.reverse'): Payment {
    const id = `op-${payment.operations.length}`;
    const planned = (kind === 'transfer.create' ? planTransfer(payment, id, 'acct_1', NOW) : planReversal(payment, id, NOW)).payment;
    const details = openOperation(planned, kind)?.details;
    if (details === undefined) return planned;
    const { amount, transfer = `tr_${id}` } = details;
    const before = planned.transfer?.sent.find(({ transferId }) => transferId === transfer);
    const reversals = planned.ledger.filter(({ source }) => source.startsWith(`trr_${String(transfer)}_`)).map(({ source, postings }) => ({ id: source, amount: Math.abs(postings[0]!.amount) }));
    const fresh = kind === 'transfer.reverse' ? [{ id: `trr_${String(transfer)}_${id}`, amount: Number(amount) }] : [];
    return through(planned, settled(id), (one) => observeTransfer(one, { transferId: String(transfer), amount: before?.amount ?? Number(amount), reversals: [...reversals, ...fresh] }, NOW));
  }

  /** Whatever happened: once nothing is under way any more, nothing may be left that is owed, either way. */
  function ended(payment: Payment): Payment {
    const decided = through(payment, ...payment.refunds.filter(({ state }) => state === 'pending').map(({ id, amount }) => told(id, amount, 'succeeded')), ...payment.disputes.filter(({ state }) => state === 'open').map(({ amount }) => dispute('won', { amount })));
    return Array.from({ length: 9 }).reduce<Payment>((one) => moved(moved(one, 'transfer.reverse'), 'transfer.create'), decided);
  }

  it('reserves at most what was captured and balances the books (invariants 5 and 6)', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let payment = through(captured(), (one) => scheduleTransfer(one, NOW));
      for (const one of steps) {
        const before = payment;
        if (one.what === 'ask') {
          try { payment = asked(one.id, one.amount)(payment).payment; } catch { expect(one.amount).toBeGreaterThan(refundable(before)); }
          expect(payment.refundReserved + (payment === before ? 0 : payment.disputed)).toBeLessThanOrEqual(payment.captured);
        }
        const known = payment.refunds.find(({ id }) => one.what === 'tell' && id === one.id);
        if (one.what === 'tell' && known !== undefined) payment = told(one.id, known.amount, one.status, one.hasLeft)(payment).payment;
        if (one.what === 'dispute') payment = dispute(one.status, { amount: payment.disputes[0]?.amount ?? one.amount })(payment).payment;
        if (one.what === 'transfer') {
          payment = moved(payment, 'transfer.create');
          expect(payment.transfer?.sent.reduce((sum, { amount, reversed }) => sum + amount - reversed, 0)).toBeLessThanOrEqual(46_000);
        }
        if (one.what === 'reverse') payment = moved(payment, 'transfer.reverse');
        expect(total(payment)).toBe(0);
        expect(payment.refundReserved).toBe(payment.refunds.filter(({ state }) => state !== 'failed').reduce((sum, { amount }) => sum + amount, 0));
        expect(payment.refundReserved).toBeLessThanOrEqual(payment.captured);
      }
      const end = ended(payment);
      // Where a bank takes more than the refunds have left, what the provider owes has nothing left that it could be taken from.
      const kept = end.transfer?.sent.reduce((sum, { amount, reversed }) => sum + amount - reversed, 0);
      if (owedToProvider(end) !== 0) expect([owedToProvider(end) < 0, kept]).toEqual([true, 0]);
    }));
  });
});
