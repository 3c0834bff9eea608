import { Injectable } from '@nestjs/common';
import { Ids } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Agreements } from '@plumbline/marketplace';
import { type CancellationReason, decideCapture, issuerDecision, latestAttempt, planCancellation } from '../domain/attempts.js';
import { isOpen } from '../domain/operations.js';
import type { Payment } from '../domain/payment.js';
import type { RiskQuestion } from '../domain/risk.js';
import { AssessAttempt } from './assess-attempt.js';
import { paymentAttempts } from './payment-metrics.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

/** The system's part of an authorisation: decides on the issuer's results, and captures, cancels, or keeps it for people to look at. */
@Injectable()
export class CapturePayment {
  constructor(
    private readonly writer: PaymentWriter,
    private readonly agreements: Agreements,
    private readonly assess: AssessAttempt,
    private readonly operations: RunOperation,
    private readonly ids: Ids,
  ) {}

  /** Once for each authorisation, however often it is called: the first decision stands. @throws Problem NOT_FOUND */
  async execute(paymentId: string): Promise<Versioned> {
    const known = await this.writer.read(EVERYTHING, paymentId);
    if (known.payment.state !== 'authorised') return known;
    return this.#runOpen(issuerDecision(known.payment) === undefined ? await this.#decide(known) : known);
  }

  /** Lets an authorisation go that nobody captured in time. */
  release(paymentId: string): Promise<Versioned> {
    return this.#letGo(paymentId, 'abandoned');
  }

  async #letGo(paymentId: string, reason: CancellationReason): Promise<Versioned> {
    const operationId = this.ids.next();
    const planned = await this.writer.change(paymentId, (payment, now) => (payment.state === 'authorised' && !payment.operations.some(isOpen) ? planCancellation(payment, reason, operationId, now) : { payment, events: [] }));
    return this.#runOpen(planned);
  }

  async #decide(known: Versioned): Promise<Versioned> {
    const { state } = await this.agreements.agreement(known.payment.proposalId);
    if (state === 'cancelled') return this.#letGo(known.payment.id, 'work_cancelled');
    const decision = await this.assess.decide(questionOf(known.payment));
    const operationId = this.ids.next();
    const decided = await this.writer.change(known.payment.id, (payment) => decideCapture(payment, decision, operationId), known);
    if (decision.outcome !== 'frictionless') paymentAttempts.inc({ outcome: decision.outcome === 'challenge' ? 'held' : 'let_go' });
    return decided;
  }

  async #runOpen(known: Versioned): Promise<Versioned> {
    const open = known.payment.operations.find((operation) => isOpen(operation) && (operation.kind === 'intent.capture' || operation.kind === 'intent.cancel'));
    return open === undefined ? known : this.operations.execute(known, open.id);
  }
}

function questionOf(payment: Payment): RiskQuestion {
  const { id, proposalId, serviceRequestId, clientBusinessId, providerBusinessId, amount, currency, createdBy, billing, card, issuer } = payment;
  return {
    stage: 'issuer', attemptId: latestAttempt(payment), paymentId: id, userId: createdBy, clientBusinessId, providerBusinessId, proposalId, serviceRequestId,
    amount, currency, agreed: { amount, currency }, billingCountry: billing.country, ...(card === undefined ? {} : { card }), ...(issuer === undefined ? {} : { issuer }),
  };
}
