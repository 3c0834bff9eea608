import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import { BoundedMap, EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PaymentCustomersRepository } from '../data/payment-customers.repository.js';
import { KEY_LIVES_MS } from '../domain/operations.js';
import { PaymentProcessor, ProcessorSilence } from './payment-processor.js';

/** Firms whose customer is kept in memory; it never changes. */
const REMEMBERED = 10_000;

/** Firms as the processor's customers: one each, made when a firm first pays. */
@Injectable()
export class Customers {
  readonly #known = new BoundedMap<string, string>(REMEMBERED);

  constructor(
    private readonly customers: PaymentCustomersRepository,
    private readonly processor: PaymentProcessor,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** The firm's customer, if it has one. */
  async find(businessId: string): Promise<string | undefined> {
    return this.#known.get(businessId) ?? (await this.customers.findOne(EVERYTHING, { _id: businessId }, ['customerId']))?.customerId;
  }

  /** The firm's customer; it is made when there is none. @throws Problem DEPENDENCY_DOWN when the processor is silent. */
  async of(businessId: string): Promise<string> {
    const customerId = (await this.find(businessId)) ?? (await this.#make(businessId));
    this.#known.set(businessId, customerId);
    return customerId;
  }

  async #make(businessId: string): Promise<string> {
    const operationId = await this.#plan(businessId);
    try {
      const customerId = await this.processor.createCustomer(operationId, businessId);
      await this.customers.update(EVERYTHING, businessId, { set: { customerId }, events: [{ type: 'payment_customer.created', data: { businessId } }] }, []);
      return customerId;
    } catch (error) {
      if (!(error instanceof ProcessorSilence)) throw error;
      if (error.keySpent) await this.#giveUpKey(businessId, operationId);
      throw new Problem(PROBLEMS.DEPENDENCY_DOWN, { detail: 'The payment processor gives no answer.', cause: error });
    }
  }

  /** It gives a stored failure for as long as it is known: whoever asks next takes another one, as behind one that is too old. */
  async #giveUpKey(businessId: string, operationId: string): Promise<void> {
    await this.customers.updateMany(EVERYTHING, { _id: businessId, operationId }, { set: { begunAt: new Date(0) } });
  }

  /**
   * Under which key the customer is made: written before it is sent, the same for all who make it at once. One that is too old to be
   * known is replaced: a second customer, without anything in it, does no harm.
   */
  async #plan(businessId: string): Promise<string> {
    const operationId = this.ids.next();
    const begunAt = this.clock.now();
    try {
      await this.customers.insert(EVERYTHING, { _id: businessId, operationId, begunAt });
      return operationId;
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.ALREADY_EXISTS) throw error;
    }
    const known = await this.customers.get(EVERYTHING, businessId, ['operationId', 'begunAt', 'v']);
    if (begunAt.getTime() - known.begunAt.getTime() < KEY_LIVES_MS) return known.operationId;
    await this.customers.update(EVERYTHING, businessId, { version: known.v, set: { operationId, begunAt } }, []);
    return operationId;
  }
}
