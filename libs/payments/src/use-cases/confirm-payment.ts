import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import { currentEffectId } from '@plumbline/database';
import { Agreements } from '@plumbline/marketplace';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Attempt, retry } from '../domain/attempts.js';
import { observeIntent } from '../domain/observe-intent.js';
import { isOpen } from '../domain/operations.js';
import type { CardFacts, OperationKind, Payment } from '../domain/payment.js';
import type { RiskQuestion } from '../domain/risk.js';
import { AssessAttempt, sourceOf, unusableSource } from './assess-attempt.js';
import type { Payer } from './create-payment.js';
import { refuseCancelled } from './payable.js';
import { PaymentAccess } from './payment-access.js';
import { PaymentProcessor } from './payment-processor.js';
import { PaymentSwitches } from './payment-switches.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

/** Another source, for a payment that was declined; none, to hear how 3-D Secure went. */
export type ConfirmationOrder = Partial<Attempt>;

/** What is settled for who asks how far a payment is; refunds and transfers are not the payer's to send. */
const ASKED_BY_PAYERS: readonly OperationKind[] = ['intent.create', 'intent.confirm', 'intent.capture', 'intent.cancel'];

/** Goes on with a payment: tries another card behind a decline, or hears from the processor how far the payer has come. */
@Injectable()
export class ConfirmPayment {
  constructor(
    private readonly access: PaymentAccess,
    private readonly switches: PaymentSwitches,
    private readonly agreements: Agreements,
    private readonly assess: AssessAttempt,
    private readonly processor: PaymentProcessor,
    private readonly writer: PaymentWriter,
    private readonly operations: RunOperation,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT, VALIDATION_FAILED, CONFIRMATION_TOKEN_UNUSABLE, SAVED_METHOD_UNUSABLE, PAYMENTS_OFF (a further attempt), DEPENDENCY_DOWN */
  async execute(payer: Payer, paymentId: string, order: ConfirmationOrder): Promise<Versioned> {
    const known = await this.access.read(payer.principal, 'payments.confirm', paymentId, 'client');
    const operationId = currentEffectId() ?? this.ids.next();
    const attempt: Attempt = { ...order, saveMethod: order.saveMethod === true };
    if (known.payment.operations.some(({ id }) => id === operationId)) return this.#send(known, operationId, attempt);
    const hasSource = order.confirmationToken !== undefined || order.savedMethodId !== undefined;
    if (!hasSource && known.payment.state !== 'declined') return this.#hear(known);
    sourceOf(attempt);
    return this.#retry(payer, known, attempt, operationId);
  }

  async #retry({ principal, clientAddress }: Payer, known: Versioned, attempt: Attempt, operationId: string): Promise<Versioned> {
    const { payment } = known;
    if (payment.state !== 'declined') throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `A payment that is ${payment.state} takes no other card.` });
    await this.switches.refuseWhenOff();
    refuseCancelled(await this.agreements.agreement(payment.proposalId));
    const card = await this.assess.readCard(payment.customerId, attempt);
    const question = questionOf(payment, card, operationId, principal.userId);
    const decision = await this.assess.decide(clientAddress === undefined ? question : { ...question, clientAddress });
    const planned = await this.writer.change(payment.id, (present) => retry(present, attempt, card, decision, operationId), known);
    return this.#send(planned, operationId, attempt);
  }

  async #send(known: Versioned, operationId: string, { confirmationToken }: Attempt): Promise<Versioned> {
    const operation = known.payment.operations.find(({ id }) => id === operationId);
    if (operation === undefined) return known;
    const sent = await this.operations.execute(known, operationId);
    const problem = unusableSource(sent.payment.operations.find(({ id }) => id === operationId)?.error, confirmationToken !== undefined);
    if (problem !== undefined) throw problem;
    return sent;
  }

  /** A webhook may have told us already: then there is nothing to ask. */
  async #hear(known: Versioned): Promise<Versioned> {
    const { payment } = known;
    if (payment.state === 'canceled' || payment.state === 'denied') throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `A payment that is ${payment.state} is over.` });
    const open = payment.operations.find((operation) => isOpen(operation) && ASKED_BY_PAYERS.includes(operation.kind));
    if (open !== undefined) return this.operations.execute(known, open.id);
    if (payment.intentId === undefined || (payment.state !== 'requires_action' && payment.state !== 'processing')) return known;
    const seen = await this.processor.readIntent(payment.intentId);
    return this.writer.change(payment.id, (present, now) => observeIntent(present, seen, now), known);
  }
}

function questionOf({ id, proposalId, serviceRequestId, clientBusinessId, providerBusinessId, amount, currency, billing }: Payment, card: CardFacts, attemptId: string, userId: string): RiskQuestion {
  return { stage: 'attempt', attemptId, paymentId: id, userId, clientBusinessId, providerBusinessId, proposalId, serviceRequestId, amount, currency, agreed: { amount, currency }, card, billingCountry: billing.country };
}
