import { Injectable } from '@nestjs/common';
import { EVERYTHING, present } from '@plumbline/database';
import { LedgerDifferencesRepository, type OpenDifference } from '../data/ledger-differences.repository.js';
import { PaymentsRepository } from '../data/payments.repository.js';
import { type EventBacklog, StripeEventsRepository, type TakenEvent } from '../data/stripe-events.repository.js';
import { isOpen } from '../domain/operations.js';
import type { Operation } from '../domain/payment.js';
import { type PaymentSwitch, PaymentSwitches } from './payment-switches.js';

/** Of each kind of trouble the oldest; there is never much of it, or it is the metric that tells. */
const SHOWN = 50;
const MOST_COUNTED = 10_000;

export interface HeldAuthorisation {
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
  readonly authorisedAt: Date;
  readonly captureBefore?: Date;
}

/** What of payments is on its way, stuck or wrong. */
export interface PaymentState {
  readonly switches: readonly PaymentSwitch[];
  readonly operations: readonly (Operation & { readonly paymentId: string })[];
  /** Parked or given up. */
  readonly events: readonly TakenEvent[];
  readonly backlog: EventBacklog;
  readonly differences: readonly OpenDifference[];
  readonly authorisations: readonly HeldAuthorisation[];
}

/** For operators: whatever needs eyes, the oldest first, each by an index. */
@Injectable()
export class ReadPaymentState {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly events: StripeEventsRepository,
    private readonly differences: LedgerDifferencesRepository,
    private readonly switches: PaymentSwitches,
  ) {}

  async execute(): Promise<PaymentState> {
    const [switches, unsettled, parked, givenUp, backlog, differences, held] = await Promise.all([
      this.switches.all(),
      this.payments.find(EVERYTHING, { unsettledSince: present() }, ['operations'], { limit: SHOWN, sort: { unsettledSince: 1 } }),
      this.events.inState('parked', SHOWN),
      this.events.inState('given_up', SHOWN),
      this.events.backlog(MOST_COUNTED),
      this.differences.open(SHOWN),
      this.payments.find(EVERYTHING, { state: 'authorised' }, ['authorised', 'currency', 'authorisedAt', 'captureBefore'], { limit: SHOWN, sort: { authorisedAt: 1 } }),
    ]);
    const operations = unsettled.flatMap(({ _id: paymentId, operations: all }) => all.filter(isOpen).map((operation) => ({ ...operation, paymentId })));
    const authorisations = held.map(({ _id: paymentId, authorised: amount, currency, authorisedAt, captureBefore }) => ({ paymentId, amount, currency, authorisedAt: authorisedAt as Date, ...(captureBefore === undefined ? {} : { captureBefore }) }));
    return { switches, operations: operations.slice(0, SHOWN), events: [...givenUp, ...parked].slice(0, SHOWN), backlog, differences, authorisations };
  }
}
