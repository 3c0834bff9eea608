import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, present, range } from '@plumbline/database';
import { LedgerDifferencesRepository, type OpenDifference } from '../data/ledger-differences.repository.js';
import { PaymentsRepository } from '../data/payments.repository.js';
import { type EventBacklog, StripeEventsRepository, type TakenEvent } from '../data/stripe-events.repository.js';
import { isOpen } from '../domain/operations.js';
import { type Dispute, type FraudWarning, type Operation, refundable } from '../domain/payment.js';
import { unsendable, type Unsendable } from '../domain/sending.js';
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

type OfPayment = { readonly paymentId: string };

/** A share that does not go its way by itself: the provider owes us, its transfer was given up, or so was the refund of cancelled work. */
export interface StuckShare extends OfPayment {
  readonly trouble: 'owed' | 'given_up' | 'refund_given_up';
  readonly providerBusinessId: string;
  readonly amount: number;
  readonly currency: string;
}

/** An operation without an outcome. */
export interface UnsettledOperation extends Operation, OfPayment {
  /** Why it is sent no more. */
  readonly onlyLookedFor?: Unsendable['why'];
}

/** What of payments is on its way, stuck or wrong. */
export interface PaymentState {
  readonly switches: readonly PaymentSwitch[];
  readonly operations: readonly UnsettledOperation[];
  /** Parked or given up. */
  readonly events: readonly TakenEvent[];
  readonly backlog: EventBacklog;
  readonly differences: readonly OpenDifference[];
  readonly authorisations: readonly HeldAuthorisation[];
  /** Open, the first due first. */
  readonly disputes: readonly (Dispute & OfPayment & { readonly currency: string })[];
  /** Actionable. */
  readonly warnings: readonly (FraudWarning & OfPayment)[];
  readonly shares: readonly StuckShare[];
}

/** For operators: whatever needs eyes, the oldest first, each by an index. */
@Injectable()
export class ReadPaymentState {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly events: StripeEventsRepository,
    private readonly differences: LedgerDifferencesRepository,
    private readonly switches: PaymentSwitches,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<PaymentState> {
    const [switches, unsettled, parked, givenUp, backlog, differences, held, afterSale] = await Promise.all([
      this.switches.all(),
      this.payments.find(EVERYTHING, { unsettledSince: present() }, ['operations', 'decisions', 'createdAt'], { limit: SHOWN, sort: { unsettledSince: 1 } }),
      this.events.inState('parked', SHOWN),
      this.events.inState('given_up', SHOWN),
      this.events.backlog(MOST_COUNTED),
      this.differences.open(SHOWN),
      this.payments.find(EVERYTHING, { state: 'authorised' }, ['authorised', 'currency', 'authorisedAt', 'captureBefore'], { limit: SHOWN, sort: { authorisedAt: 1 } }),
      this.#afterSale(),
    ]);
    const operations = unsettled.flatMap(({ _id: paymentId, ...payment }) => payment.operations.filter(isOpen).map((operation): UnsettledOperation => {
      const over = unsendable(payment, operation, this.clock.now());
      return { ...operation, paymentId, ...(over === undefined ? {} : { onlyLookedFor: over.why }) };
    }));
    const authorisations = held.map(({ _id: paymentId, authorised: amount, currency, authorisedAt, captureBefore }) => ({ paymentId, amount, currency, authorisedAt: authorisedAt as Date, ...(captureBefore === undefined ? {} : { captureBefore }) }));
    return { switches, operations: operations.slice(0, SHOWN), events: [...givenUp, ...parked].slice(0, SHOWN), backlog, differences, authorisations, ...afterSale };
  }

  async #afterSale(): Promise<Pick<PaymentState, 'disputes' | 'warnings' | 'shares'>> {
    const [disputed, warned, owed, givenUp, unrefunded] = await Promise.all([
      this.payments.find(EVERYTHING, { 'disputes.state': 'open' }, ['disputes', 'currency'], { limit: SHOWN, sort: { 'disputes.evidenceDueBy': 1 } }),
      this.payments.find(EVERYTHING, { 'warnings.actionable': true }, ['warnings'], { limit: SHOWN, sort: { 'warnings.at': 1 } }),
      this.payments.find(EVERYTHING, { owedByProvider: range({ gt: 0 }) }, ['owedByProvider', 'providerBusinessId', 'currency'], { limit: SHOWN, sort: { owedByProvider: -1 } }),
      this.payments.find(EVERYTHING, { 'transfer.waitsFor': 'people' }, ['transfer', 'providerBusinessId', 'currency'], { limit: SHOWN, sort: { 'transfer.dueAt': 1 } }),
      this.payments.find(EVERYTHING, { refundGivenUpAt: present() }, ['captured', 'refundReserved', 'disputed', 'providerBusinessId', 'currency'], { limit: SHOWN, sort: { refundGivenUpAt: 1 } }),
    ]);
    const disputes = disputed.flatMap(({ _id: paymentId, currency, disputes: all }) => all.filter(({ state }) => state === 'open').map((dispute) => ({ ...dispute, paymentId, currency })));
    const warnings = warned.flatMap(({ _id: paymentId, warnings: all }) => all.filter(({ actionable }) => actionable).map((warning) => ({ ...warning, paymentId })));
    const shares = [
      ...unrefunded.map(({ _id: paymentId, providerBusinessId, currency, ...sums }) => ({ paymentId, trouble: 'refund_given_up' as const, providerBusinessId, currency, amount: refundable(sums) })),
      ...givenUp.map(({ _id: paymentId, transfer, providerBusinessId, currency }) => ({ paymentId, trouble: 'given_up' as const, providerBusinessId, currency, amount: transfer?.amount ?? 0 })),
      ...owed.map(({ _id: paymentId, owedByProvider, providerBusinessId, currency }) => ({ paymentId, trouble: 'owed' as const, providerBusinessId, currency, amount: owedByProvider ?? 0 })),
    ];
    return { disputes: disputes.slice(0, SHOWN), warnings: warnings.slice(0, SHOWN), shares: shares.slice(0, SHOWN) };
  }
}
