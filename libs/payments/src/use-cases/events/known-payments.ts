import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Change, inOrder, unchanged } from '../../domain/change.js';
import { settle } from '../../domain/operations.js';
import type { Payment } from '../../domain/payment.js';
import { ProcessorRefusal } from '../payment-processor.js';
import { PaymentWriter, type Versioned } from '../payment-writer.js';
import { UnknownObject } from './event-applier.js';

/** The payments that events are about. */
@Injectable()
export class KnownPayments {
  constructor(private readonly writer: PaymentWriter) {}

  /**
   * @param paymentId of the intent's metadata: the way to a payment whose making was never answered.
   * @throws UnknownObject.
   */
  async byIntent(intentId: string, paymentId: string | undefined): Promise<Versioned> {
    const known = await this.writer.find({ intentId });
    if (known !== undefined) return known;
    if (paymentId === undefined) throw new UnknownObject('no_payment');
    return this.byId(paymentId);
  }

  /** @param intentId of the event: a payment may know its intent before its charge. @param isOurs the object bears ids of ours. @throws UnknownObject. */
  async byCharge(chargeId: string | undefined, intentId: string | undefined, isOurs = false): Promise<Versioned> {
    const known = chargeId === undefined ? undefined : await this.writer.find({ chargeId });
    const found = known ?? (intentId === undefined ? undefined : await this.writer.find({ intentId }));
    if (found === undefined) throw new UnknownObject('no_payment', isOurs);
    return found;
  }

  /** @param paymentId of an object's metadata: what bears one is ours. @throws UnknownObject. */
  async byId(paymentId: string): Promise<Versioned> {
    try {
      return await this.writer.read(EVERYTHING, paymentId);
    } catch (error) {
      if (error instanceof Problem && error.type === PROBLEMS.NOT_FOUND) throw new UnknownObject('no_payment', true);
      throw error;
    }
  }

  /**
   * Writes what was observed, and with it that the operations took effect whose answers nobody heard.
   * @param operationIds that the object carries; those of other payments and of none are left alone.
   */
  async observe(known: Versioned, operationIds: readonly string[], result: string, observed: (payment: Payment, now: Date) => Change): Promise<void> {
    await this.writer.change(
      known.payment.id,
      (payment, now) => {
        const settling = operationIds.filter((id) => payment.operations.some((operation) => operation.id === id)).map((id) => (before: Payment) => settle(before, id, { state: 'succeeded', result }, now));
        const change = inOrder(payment, ...settling, (before) => observed(before, now));
        return change.events.length === 0 && change.payment === payment ? unchanged(payment) : change;
      },
      known,
    );
  }
}

/** What the processor does not know itself is not known here either. @throws UnknownObject, and whatever else `reading` throws. */
export async function orUnknown<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ProcessorRefusal && error.isMissing) throw new UnknownObject('no_object');
    throw error;
  }
}
