import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/fixtures/eventually.js';
import type { EmulatorFault } from '../../../test/fixtures/stripe-emulator.js';
import { asRun, dieAt, intentsOf, Killed, orderFor, pay, payerOf } from './checkout.fixture.js';
import { isOpen } from './domain/operations.js';
import { interceptProcessor, PaymentsWorld } from './payments-world.fixture.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { ConfirmPayment } from './use-cases/confirm-payment.js';
import { CreatePayment } from './use-cases/create-payment.js';
import { PaymentProcessor, ProcessorSilence } from './use-cases/payment-processor.js';
import { SettleOperations } from './use-cases/settle-operations.js';

const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;

let world: PaymentsWorld;
let other: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.open();
  other = await PaymentsWorld.open({ joins: world });
  // The firm is a customer from here on.
  await pay(world);
}, 60_000);
afterAll(async () => {
  await other.close();
  await world.close();
});

/** Work that meets a fault each time that it makes an intent: the SDK itself sends once more when a kept connection was closed. */
async function struck<T>(fault: Pick<EmulatorFault, 'action' | 'status' | 'executed' | 'ms' | 'times'>, work: () => Promise<T>): Promise<T> {
  await world.emulator.fault({ method: 'POST', path: '/v1/payment_intents', times: 9, ...fault });
  try {
    return await work();
  } finally {
    await fetch(`${world.emulator.url}/_emulator/faults`, { method: 'DELETE' });
  }
}

/** As much later as another process waits. */
async function settleLater(where = world): Promise<void> {
  where.forward(400_000);
  await where.get(SettleOperations).execute(NEVER);
}

/** The end of every story: one payment, one intent, nothing open. */
async function expectOne(proposalId: string, state = 'authorised'): Promise<void> {
  const payments = await world.collection('payments').find({ proposalId }).toArray();
  expect(payments.map((payment) => payment['state'])).toEqual([state]);
  const intents = await intentsOf(world, proposalId);
  expect(intents).toHaveLength(1);
  const payment = await world.payment(payments[0]?._id ?? '');
  expect(payment.operations.filter(isOpen)).toEqual([]);
  expect(payment.intentId).toBe(intents[0]?.id);
  expect(payment).not.toHaveProperty('unsettledSince');
}

describe('a processor that fails', () => {
  it.each<[string, Pick<EmulatorFault, 'action' | 'status' | 'executed' | 'ms' | 'times'>, string | RegExp]>([
    ['is slower than the request may take', { action: 'slow', ms: 2_500 }, 'created'],
    ['resets the connection before it did anything', { action: 'reset' }, 'created'],
    ['did it, and drops the connection (commit, then drop)', { action: 'drop' }, /created|authorised/],
    ['breaks down before it did anything, and says so for ever', { action: 'error', status: 500 }, 'created'],
    ['breaks down behind it, and says so for ever', { action: 'error', status: 500, executed: true }, 'created'],
    ['is too busy for a moment', { action: 'error', status: 429, times: 1 }, 'authorised'],
    ['is too busy for longer than the request', { action: 'error', status: 429 }, 'created'],
  ])('%s: one payment, one intent', async (_name, fault, answered) => {
    const agreement = world.agree();
    const order = await orderFor(world, agreement);
    const { payment } = await struck(fault, () => asRun(randomUUID(), () => world.get(CreatePayment).execute(payerOf(world), order), 2_000));
    expect(payment.state).toMatch(answered);
    await eventually(async () => {
      await settleLater();
      await expectOne(agreement.proposalId);
    });
    await world.get(CapturePayment).execute(payment.id);
    await expectOne(agreement.proposalId, 'captured');
  });

  it('and whose silence nobody waits out: two processes settle at once, and it is done once', async () => {
    const agreement = world.agree();
    await struck({ action: 'drop' }, () => pay(world, { agreement }));
    other.forward(400_000);
    await Promise.all([settleLater(world), settleLater(other)]);
    await expectOne(agreement.proposalId);
  });

  it('is left alone for longer each time', async () => {
    const agreement = world.agree();
    const calls: string[] = [];
    const end = interceptProcessor(world.get(PaymentProcessor), (method) => {
      if (method !== 'createIntent') return;
      calls.push(method);
      throw new ProcessorSilence(true);
    });
    try {
      const { payment } = await pay(world, { agreement });
      const run = async (ms: number): Promise<number> => {
        world.forward(ms);
        await world.get(SettleOperations).execute(NEVER);
        return calls.length;
      };
      expect(calls).toHaveLength(1);
      expect(await run(14_000)).toBe(1);
      expect(await run(2_000)).toBe(2);
      expect(await run(14_000)).toBe(2);
      expect(await run(2_000)).toBe(3);
      expect(await run(16_000)).toBe(3);
      expect(await run(5_000)).toBe(4);
      expect((await world.payment(payment.id)).operations).toMatchObject([{ state: 'unknown', takenUp: 3 }]);
    } finally {
      end();
    }
    await settleLater();
    await expectOne(agreement.proposalId);
  });

  it.each([
    ['the intent is there: it is found, and no other one is made', 'drop'],
    ['there is none: that is proven, and the payment is given up', 'reset'],
  ] as const)('behind the hour that a payer waits it is looked for; %s', async (_name, action) => {
    const agreement = world.agree();
    const { payment } = await struck({ action }, () => pay(world, { agreement }));
    world.forward(24 * HOUR_MS);
    await world.get(SettleOperations).execute(NEVER);
    if (action === 'drop') return expectOne(agreement.proposalId);
    expect(await world.payment(payment.id)).toMatchObject({ state: 'canceled', operations: [{ state: 'refused', error: 'never_sent' }] });
    expect(await intentsOf(world, agreement.proposalId)).toEqual([]);
  });

  it('does not keep what it cannot say from the others', async () => {
    const [stuck, lucky] = [world.agree(), world.agree()];
    for (const agreement of [stuck, lucky]) await struck({ action: 'reset' }, () => pay(world, { agreement }));
    const end = interceptProcessor(world.get(PaymentProcessor), (method, _id, request) => {
      if (method === 'createIntent' && (request as { proposalId: string }).proposalId === stuck.proposalId) throw new Error('a bug');
    });
    await settleLater();
    end();
    await expectOne(lucky.proposalId);
    await settleLater();
    await expectOne(stuck.proposalId);
  });

  it('is heard again by who confirms without a source', async () => {
    const agreement = world.agree();
    const end = interceptProcessor(world.get(PaymentProcessor), (method) => {
      if (method === 'createIntent') throw new ProcessorSilence(true);
    });
    const { payment } = await pay(world, { agreement });
    end();
    expect(payment).toMatchObject({ state: 'created', operations: [{ state: 'unknown' }] });
    expect((await world.get(ConfirmPayment).execute(payerOf(world), payment.id, {})).payment.state).toBe('authorised');
    await expectOne(agreement.proposalId);
  });

  it('refuses the token behind the decision: the payment is over, and the proposal free', async () => {
    const agreement = world.agree();
    const order = await orderFor(world, agreement);
    const end = interceptProcessor(world.get(PaymentProcessor), async (method) => {
      if (method === 'createIntent') await world.emulator.stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, confirmation_token: order.confirmationToken ?? '', return_url: 'https://shop.example/' });
    });
    await expect(asRun(randomUUID(), () => world.get(CreatePayment).execute(payerOf(world), order))).rejects.toMatchObject({ type: { code: 'CONFIRMATION_TOKEN_UNUSABLE' } });
    end();
    for (const { status } of await intentsOf(world, agreement.proposalId)) expect(status).toBe('requires_payment_method');
    expect((await pay(world, { agreement })).payment.state).toBe('authorised');
    const states = await world.collection('payments').find({ proposalId: agreement.proposalId }).sort({ createdAt: 1 }).toArray();
    expect(states.map(({ state, live }) => [state, live])).toEqual([['canceled', undefined], ['authorised', true]]);
  });
});

describe('many at once', () => {
  it('50 runs of one request are one payment and one intent', async () => {
    const agreement = world.agree();
    const [order, effectId] = [await orderFor(world, agreement), randomUUID()];
    const runs = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => asRun(effectId, () => (i % 2 === 0 ? world : other).get(CreatePayment).execute(payerOf(world), order))));
    expect(runs.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    for (const run of runs) if (run.status === 'fulfilled') expect(run.value.payment.id).toBe(effectId);
    await settleLater();
    await expectOne(agreement.proposalId);
  });

  it('50 requests for one proposal are one payment; the others are told its name', async () => {
    const agreement = world.agree();
    const orders = await Promise.all(Array.from({ length: 50 }, () => orderFor(world, agreement)));
    const runs = await Promise.allSettled(orders.map((order, i) => asRun(randomUUID(), () => (i % 2 === 0 ? world : other).get(CreatePayment).execute(payerOf(world), order))));
    const [won, ...none] = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value.payment] : []));
    expect(none).toEqual([]);
    expect(won?.state).toBe('authorised');
    for (const run of runs) if (run.status === 'rejected') expect(run.reason).toMatchObject({ type: { code: 'PAYMENT_EXISTS' }, extensions: { paymentId: won?.id } });
    await expectOne(agreement.proposalId);
  });
});

describe('a process that dies', () => {
  async function run(point: number, work: () => Promise<unknown>): Promise<string[]> {
    const life = dieAt(world, point);
    const outcome = await work().then(() => 'done', (error: unknown) => error);
    life.end();
    if (outcome !== 'done') expect(outcome).toBeInstanceOf(Killed);
    return life.passed;
  }

  it('anywhere in a payment leaves one that its repetition finishes', async () => {
    const passed: string[] = [];
    for (let point = 0; point <= passed.length; point += 1) {
      const agreement = world.agree();
      const [order, effectId] = [await orderFor(world, agreement), randomUUID()];
      const create = () => asRun(effectId, () => world.get(CreatePayment).execute(payerOf(world), order));
      passed.splice(0, passed.length, ...(await run(point, create)));
      const { payment } = await create();
      expect(payment).toMatchObject({ id: effectId, state: 'authorised' });
      await expectOne(agreement.proposalId);
      if (passed.length - 1 < point) break;
    }
    expect(passed).toEqual(['before readSource', 'after readSource', 'before insert', 'after insert', 'before createIntent', 'after createIntent', 'before update', 'after update']);
  });

  it('anywhere in a payment that nobody repeats leaves nothing, or one that is settled', async () => {
    for (let point = 0; point < 8; point += 1) {
      const agreement = world.agree();
      const order = await orderFor(world, agreement);
      await run(point, () => asRun(randomUUID(), () => world.get(CreatePayment).execute(payerOf(world), order)));
      await settleLater();
      if (point <= 2) expect(await intentsOf(world, agreement.proposalId)).toEqual([]);
      else await expectOne(agreement.proposalId);
    }
  });

  it('anywhere in a capture leaves one that is captured once', async () => {
    for (let point = 0; point < 6; point += 1) {
      const agreement = world.agree();
      const { payment } = await pay(world, { agreement });
      await run(point, () => world.get(CapturePayment).execute(payment.id));
      await world.get(CapturePayment).execute(payment.id);
      await expectOne(agreement.proposalId, 'captured');
      const { ledger } = await world.payment(payment.id);
      expect(ledger.filter(({ kind }) => kind === 'capture')).toHaveLength(1);
    }
  });
});
