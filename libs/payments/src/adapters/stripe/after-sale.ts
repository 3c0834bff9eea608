import type { DisputeObservation } from '../../domain/disputes.js';
import type { RefundObservation } from '../../domain/refunds.js';
import type { ObservedRefund, ObservedWarning } from '../../use-cases/payment-processor.js';
import { disputeObservation, refundObservation } from './observations.js';
import type { StripeClient } from './stripe-client.js';

/** Refunds, disputes and early-fraud warnings. docs.stripe.com/api/refunds, /disputes, /radar/early_fraud_warnings */
export class AfterSale {
  constructor(private readonly client: StripeClient) {}

  async refund(operationId: string, { refundId, chargeId, amount }: { readonly refundId: string; readonly chargeId: string; readonly amount: number }): Promise<RefundObservation> {
    const params = { charge: chargeId, amount, metadata: { opId: operationId, refundId } };
    return refundObservation(await this.client.send(operationId, (stripe, options) => stripe.refunds.create(params, options)));
  }

  async readRefund(refundId: string): Promise<ObservedRefund> {
    return refundObservation(await this.client.read((stripe, options) => stripe.refunds.retrieve(refundId, {}, options)));
  }

  async listRefunds(chargeId: string): Promise<readonly ObservedRefund[]> {
    const found: ObservedRefund[] = [];
    for await (const refund of this.client.list((stripe, options) => stripe.refunds.list({ charge: chargeId, limit: 100 }, options))) found.push(refundObservation(refund));
    return found;
  }

  async readDispute(disputeId: string): Promise<DisputeObservation & { readonly chargeId: string }> {
    return disputeObservation(await this.client.read((stripe, options) => stripe.disputes.retrieve(disputeId, {}, options)));
  }

  /** Hands the provider's answer in; a dispute is answered once. */
  async answerDispute(operationId: string, disputeId: string, { text }: { readonly text: string }): Promise<DisputeObservation> {
    const params = { evidence: { uncategorized_text: text }, submit: true, metadata: { opId: operationId } };
    return disputeObservation(await this.client.send(operationId, (stripe, options) => stripe.disputes.update(disputeId, params, options)));
  }

  async readWarning(warningId: string): Promise<ObservedWarning> {
    const { id, fraud_type: type, actionable, charge } = await this.client.read((stripe, options) => stripe.radar.earlyFraudWarnings.retrieve(warningId, {}, options));
    return { id, type, actionable, chargeId: typeof charge === 'string' ? charge : charge.id };
  }
}
