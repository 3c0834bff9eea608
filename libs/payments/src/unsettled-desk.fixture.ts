import { EVERYTHING } from '@plumbline/database';
import { Killed, pay, payerOf } from './checkout.fixture.js';
import type { SwitchName } from './data/payment-switch.schema.js';
import { isOpen } from './domain/operations.js';
import type { Operation, Payment } from './domain/payment.js';
import { interceptProcessor, PaymentsWorld } from './payments-world.fixture.js';
import { CancelPayment } from './use-cases/cancel-payment.js';
import { ConfirmPayment } from './use-cases/confirm-payment.js';
import { PaymentProcessor, ProcessorSilence } from './use-cases/payment-processor.js';
import { PaymentSwitches } from './use-cases/payment-switches.js';
import { PaymentWriter, type Versioned } from './use-cases/payment-writer.js';
import { RunOperation } from './use-cases/run-operation.js';
import { SavedMethods } from './use-cases/saved-methods.js';
import { SettleOperations } from './use-cases/settle-operations.js';

export const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** One process in which operations are left without an outcome, and time goes by here and at the processor alike. */
export class UnsettledDesk {
  private constructor(readonly world: PaymentsWorld) {}

  /** With a firm that has saved a card. */
  static async open(): Promise<UnsettledDesk> {
    const world = await PaymentsWorld.open({ env: { TRANSFER_HOLD_HOURS: '0' } });
    await pay(world, { saveMethod: true });
    return new UnsettledDesk(world);
  }

  /** No fault of the processor, every switch on. */
  async calm(): Promise<void> {
    await fetch(`${this.world.emulator.url}/_emulator/faults`, { method: 'DELETE' });
    for (const { name, on } of await this.world.get(PaymentSwitches).all()) if (!on) await this.turn(name, true);
  }

  async pass(ms: number): Promise<void> {
    this.world.forward(ms);
    await this.world.emulator.post('clock', { advance: `${ms}ms` });
  }

  hours(count: number): Promise<void> {
    return this.pass(count * HOUR_MS);
  }

  /** The sweeper comes by. */
  async settle(afterMs = 400_000): Promise<void> {
    await this.pass(afterMs);
    await this.world.get(SettleOperations).execute(new AbortController().signal);
  }

  async turn(name: SwitchName, on: boolean): Promise<void> {
    await this.world.get(PaymentSwitches).set(name, on, 'a test', this.world.client.who.userId);
  }

  /** The payer asks how far it is. */
  confirm(id: string): Promise<Versioned> {
    return this.world.get(ConfirmPayment).execute(payerOf(this.world), id, {});
  }

  cancel(id: string): Promise<Versioned> {
    return this.world.get(CancelPayment).execute(this.world.client.who, id);
  }

  async savedMethodId(): Promise<string> {
    const [saved] = await this.world.get(SavedMethods).list(this.world.client.who, this.world.client.businessId);
    return saved?.id ?? '';
  }

  async openOf(id: string): Promise<readonly Operation[]> {
    return (await this.world.payment(id)).operations.filter(isOpen);
  }

  /** What was told of a payment last. */
  async told(id: string): Promise<unknown> {
    return ((await this.world.collection('payments').findOne({ _id: id }))?.['outbox'] as unknown[]).at(-1);
  }

  /** The processor does what it is asked, and the answer is lost. */
  async unheard<T>(method: 'createIntent' | 'refund' | 'transfer', work: () => Promise<T>): Promise<T> {
    const processor = this.world.get(PaymentProcessor) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const own = processor[method] as (...args: unknown[]) => Promise<unknown>;
    processor[method] = async (...args) => own(...args).then(() => Promise.reject(new ProcessorSilence(true)));
    return work().finally(() => (processor[method] = own));
  }

  /** Each operation of a payment again, as by a request that holds it in hand. */
  async runAll(id: string): Promise<void> {
    const known = await this.world.get(PaymentWriter).read(EVERYTHING, id);
    for (const operation of known.payment.operations) await this.world.get(RunOperation).execute(known, operation.id);
  }

  /** A payment whose making was planned, and whose process died before it was sent. */
  async unsent(changes: Parameters<typeof pay>[1] = {}): Promise<Payment> {
    const agreement = this.world.agree();
    const end = interceptProcessor(this.world.get(PaymentProcessor), (method) => {
      if (method === 'createIntent') throw new Killed('before createIntent');
    });
    const outcome = await pay(this.world, { agreement, ...changes }).catch((error: unknown) => error);
    if (!(outcome instanceof Killed)) throw new Error('The process went on behind the kill.', { cause: outcome });
    end();
    const found = await this.world.collection('payments').findOne({ proposalId: agreement.proposalId });
    return this.world.payment(found?._id ?? '');
  }
}
