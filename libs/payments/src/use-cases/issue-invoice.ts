import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import { Clock } from '@plumbline/config';
import { duplicateKeyIndex, EVERYTHING } from '@plumbline/database';
import { Agreements } from '@plumbline/marketplace';
import { InvoicesRepository } from '../data/invoices.repository.js';
import { happened, unchanged } from '../domain/change.js';
import { type Invoice, invoiceNumber } from '../domain/invoice.js';
import type { Payment } from '../domain/payment.js';
import { PaymentWriter } from './payment-writer.js';

/** What an invoice says before it has its number. */
type Unnumbered = Omit<Invoice, 'number' | 'year' | 'sequence' | 'issuedAt'>;

/**
 * Issues the invoice of a captured payment: one for each, with the next number of its year (ADR 0027). A number is consumed by the insert of
 * its invoice and by nothing else, so that no crash leaves a gap; whoever comes second tries the next one.
 */
@Injectable()
export class IssueInvoice {
  /** Issues of this process, one behind the other: those of other processes are met often enough. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly invoices: InvoicesRepository,
    private readonly writer: PaymentWriter,
    private readonly agreements: Agreements,
    private readonly businesses: BusinessFacts,
    private readonly clock: Clock,
  ) {}

  /**
   * Run again, it finds what it has issued, and completes what a crash has cut.
   * @returns undefined when the payment is not captured.
   * @throws Problem NOT_FOUND.
   */
  async execute(paymentId: string): Promise<Invoice | undefined> {
    const known = await this.writer.read(EVERYTHING, paymentId);
    if (known.payment.state !== 'captured') return undefined;
    const invoice = (await this.invoices.ofPayment(paymentId)) ?? (await this.#issue(known.payment));
    if (known.payment.invoiceNumber === undefined) await this.writer.change(paymentId, (payment) => numbered(payment, invoice.number), known);
    return invoice;
  }

  async #issue(payment: Payment): Promise<Invoice> {
    const [{ title }, clientName, providerName] = await Promise.all([this.agreements.agreement(payment.proposalId), this.businesses.nameOf(payment.clientBusinessId), this.businesses.nameOf(payment.providerBusinessId)]);
    const { id: paymentId, clientBusinessId, providerBusinessId, captured: amount, fee, currency, purchaseOrderNumber } = payment;
    const order = purchaseOrderNumber === undefined ? {} : { purchaseOrderNumber };
    const unnumbered = { paymentId, clientBusinessId, providerBusinessId, clientName, providerName, title, ...order, amount, fee, currency };
    const issued = this.#last.then(() => this.#number(unnumbered));
    this.#last = issued.catch(() => undefined);
    return issued;
  }

  /** From the last number on upwards: a number that is taken proves that all below it are. */
  async #number(unnumbered: Unnumbered): Promise<Invoice> {
    const issuedAt = this.clock.now();
    const year = issuedAt.getUTCFullYear();
    for (let sequence = (await this.invoices.lastOf(year)) + 1; ; sequence += 1) {
      const invoice = { ...unnumbered, number: invoiceNumber(year, sequence), year, sequence, issuedAt };
      if (await this.#isAdded(invoice)) return invoice;
      const issued = await this.invoices.ofPayment(unnumbered.paymentId);
      if (issued !== undefined) return issued;
    }
  }

  /** @returns false when the number is taken, or the payment has its invoice. */
  async #isAdded(invoice: Invoice): Promise<boolean> {
    try {
      await this.invoices.add(invoice);
      return true;
    } catch (error) {
      if (duplicateKeyIndex(error) === undefined) throw error;
      return false;
    }
  }
}

function numbered(payment: Payment, invoiceNumber: string) {
  if (payment.invoiceNumber !== undefined) return unchanged(payment);
  const changed: Payment = { ...payment, invoiceNumber };
  return { payment: changed, events: [happened(changed, 'invoiced', { invoiceNumber })] };
}
