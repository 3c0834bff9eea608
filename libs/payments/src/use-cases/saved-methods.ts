import { Injectable } from '@nestjs/common';
import { type BusinessOperationId, type Principal, requiredRight } from '@plumbline/common';
import { Memberships } from '@plumbline/businesses';
import { Ids } from '@plumbline/config';
import { currentEffectId, EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PaymentCustomersRepository } from '../data/payment-customers.repository.js';
import { Customers } from './customers.js';
import { PaymentProcessor, ProcessorSilence, type SavedMethod } from './payment-processor.js';

/** The cards that a firm has saved. They are kept by the processor alone. */
@Injectable()
export class SavedMethods {
  constructor(
    private readonly memberships: Memberships,
    private readonly customers: Customers,
    private readonly stored: PaymentCustomersRepository,
    private readonly processor: PaymentProcessor,
    private readonly ids: Ids,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN (the firm), DEPENDENCY_DOWN */
  async list(principal: Principal, businessId: string, operation: BusinessOperationId = 'payments.listSavedMethods'): Promise<readonly SavedMethod[]> {
    await this.memberships.scope(principal, businessId, requiredRight(operation));
    const customerId = await this.customers.find(businessId);
    return customerId === undefined ? [] : this.processor.listSavedMethods(customerId);
  }

  /** @throws Problem NOT_FOUND when it is none of the firm's, FORBIDDEN, DEPENDENCY_DOWN */
  async remove(principal: Principal, businessId: string, methodId: string): Promise<void> {
    const methods = await this.list(principal, businessId, 'payments.removeSavedMethod');
    if (!methods.some(({ id }) => id === methodId)) throw new Problem(PROBLEMS.NOT_FOUND);
    // Written first: who removed what is known whatever becomes of the call, and removing it again does no harm.
    await this.stored.update(EVERYTHING, businessId, { events: [{ type: 'payment_customer.method_removed', data: { businessId, methodId } }] }, []);
    try {
      await this.processor.removeSavedMethod(currentEffectId() ?? this.ids.next(), methodId);
    } catch (error) {
      if (error instanceof ProcessorSilence) throw new Problem(PROBLEMS.DEPENDENCY_DOWN, { detail: 'The payment processor gives no answer.', cause: error });
      throw error;
    }
  }
}
