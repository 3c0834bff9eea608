import { Injectable } from '@nestjs/common';
import { type BusinessOperationId, type Principal, requiredRight } from '@plumbline/common';
import { BUSINESS_PROBLEMS, type BusinessScope, Memberships } from '@plumbline/businesses';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { onSide, PaymentsRepository, type SideScope } from '../data/payments.repository.js';
import type { Side } from '../domain/sides.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';

/** A payment, and the firms in which the caller has what it takes. */
export interface Accessible extends Versioned {
  readonly scope: BusinessScope;
}

/** Finds a payment for somebody, by the right that an operation asks for: its id alone does not tell whose it is. */
@Injectable()
export class PaymentAccess {
  constructor(
    private readonly memberships: Memberships,
    private readonly payments: PaymentsRepository,
    private readonly writer: PaymentWriter,
  ) {}

  /**
   * @param side on which the caller's firm must stand; either when left out.
   * @throws Problem NOT_FOUND; FORBIDDEN when the caller may see the payment but lacks the right.
   */
  async read(principal: Principal, operation: BusinessOperationId, paymentId: string, side?: Side): Promise<Accessible> {
    const right = requiredRight(operation);
    const within = (scope: BusinessScope): BusinessScope | SideScope => (side === undefined ? scope : onSide(side, scope));
    const scope = await this.memberships.scopes(principal, right);
    try {
      return { ...(await this.writer.read(within(scope), paymentId)), scope };
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.NOT_FOUND) throw error;
      throw await this.memberships.refusal(principal, right, async (others) => (await this.payments.findOne(within(others), { _id: paymentId }, [])) !== undefined);
    }
  }

  /**
   * Any payment, for an admin.
   * @throws Problem NOT_FOUND; CONFLICT_OF_INTEREST when the admin belongs to one of its firms.
   */
  async readAsAdmin(principal: Principal, paymentId: string): Promise<Versioned> {
    const known = await this.writer.read(EVERYTHING, paymentId);
    const { clientBusinessId, providerBusinessId } = known.payment;
    const own = (await this.memberships.scopes(principal, 'read')).by.businessIds;
    if (own.includes(clientBusinessId) || own.includes(providerBusinessId)) throw new Problem(BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST);
    return known;
  }
}
