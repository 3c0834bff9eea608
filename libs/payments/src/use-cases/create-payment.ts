import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { type BusinessScope, Memberships } from '@plumbline/businesses';
import { Clock, Ids } from '@plumbline/config';
import { currentEffectId } from '@plumbline/database';
import type { Agreement } from '@plumbline/marketplace';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Attempt, begin, type NewPayment } from '../domain/attempts.js';
import { TERMS_VERSION } from '../domain/fee-policy.js';
import type { Currency } from '../domain/money.js';
import type { Billing, CardFacts } from '../domain/payment.js';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import type { RiskQuestion } from '../domain/risk.js';
import { AssessAttempt, sourceOf, unusableSource } from './assess-attempt.js';
import { Customers } from './customers.js';
import { LivePayments } from './live-payments.js';
import { Payable, refuseCancelled } from './payable.js';
import { PaymentSwitches } from './payment-switches.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';
import { Quotes } from './quotes.js';
import { RefuseTampering } from './refuse-tampering.js';
import { RunOperation } from './run-operation.js';

/** What a payer sends. */
export interface PaymentOrder extends Attempt {
  readonly proposalId: string;
  /** Minor units; what they were shown. It is the agreement that counts. */
  readonly amount: number;
  readonly currency: Currency;
  readonly billing: Billing;
  readonly termsVersion: string;
  readonly purchaseOrderNumber?: string;
}

/** Who pays, and from where. */
export interface Payer {
  readonly principal: Principal;
  readonly clientAddress: string | undefined;
}

/**
 * Makes the payment of an accepted proposal: decides, writes it down with the operation that makes its intent, and sends that. A
 * request that is repeated under its Idempotency-Key goes on with the payment that it made, wherever the first run ended: the payment's
 * id is the one that all runs of the request share.
 */
@Injectable()
export class CreatePayment {
  constructor(
    private readonly memberships: Memberships,
    private readonly payable: Payable,
    private readonly live: LivePayments,
    private readonly switches: PaymentSwitches,
    private readonly tampering: RefuseTampering,
    private readonly customers: Customers,
    private readonly assess: AssessAttempt,
    private readonly quotes: Quotes,
    private readonly writer: PaymentWriter,
    private readonly operations: RunOperation,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @returns the payment: authorised, with something to do for the payer, declined, denied, or still `created` when the processor gave no answer.
   * @throws Problem PAYMENTS_OFF, NOT_FOUND, FORBIDDEN, PROPOSAL_NOT_ACCEPTED, STATE_CONFLICT, TERMS_NOT_CURRENT, AMOUNT_MISMATCH, PAYMENT_EXISTS,
   *   CONFIRMATION_TOKEN_UNUSABLE, SAVED_METHOD_UNUSABLE, DEPENDENCY_DOWN
   */
  async execute(payer: Payer, order: PaymentOrder): Promise<Versioned> {
    sourceOf(order);
    const id = currentEffectId() ?? this.ids.next();
    const scope = await this.memberships.scopes(payer.principal, requiredRight('payments.create'));
    const begun = await this.live.find(id, order.proposalId);
    if (begun?.payment.id === id && isWithin(scope, begun)) return this.#send(begun, order);
    const agreement = await this.#agreed(payer, order, id);
    if (begun !== undefined) throw exists(begun.payment.id);
    const card = await this.assess.readCard(await this.customers.find(agreement.clientBusinessId), order);
    const decision = await this.assess.decide(await this.#question(payer, order, agreement, id, card));
    const customerId = await this.customers.of(agreement.clientBusinessId);
    const { payment, events } = begin(this.#facts(payer, order, agreement, id, customerId, card), attemptOf(order), decision, this.ids.next());
    try {
      await this.writer.insert(payment, events);
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.ALREADY_EXISTS) throw error;
      return this.#send(await this.#lost(id, order.proposalId, error), order);
    }
    return this.#send({ payment, version: 1 }, order);
  }

  async #agreed(payer: Payer, order: PaymentOrder, id: string): Promise<Agreement> {
    await this.switches.refuseWhenOff();
    const agreement = await this.payable.agreement(payer.principal, 'payments.create', order.proposalId);
    refuseCancelled(agreement);
    if (order.termsVersion !== TERMS_VERSION) throw new Problem(PAYMENT_PROBLEMS.TERMS_NOT_CURRENT, { errors: [{ pointer: '/termsVersion', code: 'CURRENT', message: `must be ${TERMS_VERSION}` }] });
    if (order.amount !== agreement.amount || order.currency !== agreement.currency) throw await this.tampering.execute(await this.#question(payer, order, agreement, id));
    return agreement;
  }

  /** Somebody was faster: this very request, run a second time, or another one for the same proposal. */
  async #lost(id: string, proposalId: string, error: Problem): Promise<Versioned> {
    const winner = await this.live.find(id, proposalId);
    if (winner?.payment.id === id) return winner;
    throw winner === undefined ? error : exists(winner.payment.id);
  }

  async #send(known: Versioned, { confirmationToken }: PaymentOrder): Promise<Versioned> {
    const first = known.payment.operations.find(({ kind }) => kind === 'intent.create');
    if (first === undefined) return known;
    const sent = await this.operations.execute(known, first.id);
    const refusal = sent.payment.operations.findLast(({ kind }) => kind === 'intent.create')?.error;
    throwIfAny(unusableSource(refusal, confirmationToken !== undefined));
    return sent;
  }

  async #question(payer: Payer, order: PaymentOrder, agreement: Agreement, attemptId: string, card?: CardFacts): Promise<RiskQuestion> {
    const { proposalId, serviceRequestId, clientBusinessId, providerBusinessId, amount, currency } = agreement;
    const { userId } = payer.principal;
    const quotedAt = await this.quotes.firstAt(userId, proposalId);
    return {
      stage: 'attempt', attemptId, paymentId: attemptId, userId, clientBusinessId, providerBusinessId, proposalId, serviceRequestId,
      amount: order.amount, currency: order.currency, agreed: { amount, currency }, billingCountry: order.billing.country,
      ...(card === undefined ? {} : { card }), ...(payer.clientAddress === undefined ? {} : { clientAddress: payer.clientAddress }), ...(quotedAt === undefined ? {} : { quotedAt }),
    };
  }

  #facts({ principal }: Payer, order: PaymentOrder, agreement: Agreement, id: string, customerId: string, card: CardFacts): NewPayment {
    const { proposalId, serviceRequestId, clientBusinessId, providerBusinessId, amount, currency } = agreement;
    const purchaseOrderNumber = order.purchaseOrderNumber ?? agreement.purchaseOrderNumber;
    return {
      id, proposalId, serviceRequestId, clientBusinessId, providerBusinessId, createdBy: principal.userId, createdAt: this.clock.now(), amount, currency,
      termsVersion: order.termsVersion, billing: order.billing, customerId, card, ...(purchaseOrderNumber === undefined ? {} : { purchaseOrderNumber }),
    };
  }
}

const isWithin = ({ by: { businessIds } }: BusinessScope, { payment }: Versioned): boolean => businessIds.includes(payment.clientBusinessId);

const exists = (paymentId: string): Problem => new Problem(PAYMENT_PROBLEMS.PAYMENT_EXISTS, { extensions: { paymentId } });

function attemptOf({ confirmationToken, savedMethodId, saveMethod }: PaymentOrder): Attempt {
  return { saveMethod, ...(confirmationToken === undefined ? {} : { confirmationToken }), ...(savedMethodId === undefined ? {} : { savedMethodId }) };
}

function throwIfAny(problem: Problem | undefined): void {
  if (problem !== undefined) throw problem;
}
