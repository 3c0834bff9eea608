import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { Side } from '../domain/sides.js';
import type { Invoice } from '../domain/invoice.js';
import type { Payment } from '../domain/payment.js';
import { IssueInvoice } from './issue-invoice.js';
import { PaymentAccess } from './payment-access.js';
import { sideIn } from './payment-view.js';

/** What was invoiced, and what has become of it since. */
export interface Receipt {
  readonly invoice: Invoice;
  readonly payment: Payment;
  /** On which side the reader stands. */
  readonly side: Side;
}

/** The receipt of a captured payment, for a member of either firm. */
@Injectable()
export class GetReceipt {
  constructor(
    private readonly access: PaymentAccess,
    private readonly issue: IssueInvoice,
  ) {}

  /** Whoever asks before the invoice was issued has it issued. @throws Problem NOT_FOUND, STATE_CONFLICT when nothing was captured. */
  async execute(principal: Principal, paymentId: string): Promise<Receipt> {
    const { payment, scope } = await this.access.read(principal, 'payments.receipt', paymentId);
    const invoice = await this.issue.execute(paymentId);
    if (invoice === undefined) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `A payment that is ${payment.state} has no receipt.` });
    return { invoice, payment, side: sideIn(scope, payment) };
  }
}
