import { Injectable, Logger } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import { EVERYTHING, range } from '@plumbline/database';
import { PaymentsRepository } from '../data/payments.repository.js';
import type { Change } from '../domain/change.js';
import type { Payment } from '../domain/payment.js';
import { isReady } from '../domain/payout-account.js';
import { hastenTransfer, isRefunding, planTransfer, postponeTransfer } from '../domain/transfers.js';
import { PaymentWriter } from './payment-writer.js';
import { PayoutAccounts } from './payout-accounts.js';
import { RunOperation } from './run-operation.js';
import { TransferGate } from './transfer-gate.js';

const BATCH = 100;
/** When what cannot go is looked at again: an account that is not ready (its event comes sooner), a refund that a bank has in hand. */
const LOOK_AGAIN_MS = { account: 3_600_000, refund: 300_000 } as const;

/** Sends the providers' shares whose hold is over, where nothing stands in the way. */
@Injectable()
export class SendTransfers {
  readonly #logger = new Logger(SendTransfers.name);

  constructor(
    private readonly payments: PaymentsRepository,
    private readonly accounts: PayoutAccounts,
    private readonly gate: TransferGate,
    private readonly writer: PaymentWriter,
    private readonly run: RunOperation,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Whatever is looked at is sent or looked at again later, so that what cannot go does not keep the rest from going.
   * @param stop ends it after the transfer at hand.
   */
  async execute(stop: AbortSignal): Promise<void> {
    const due = { 'transfer.state': 'waiting', 'transfer.dueAt': range({ lte: this.clock.now() }) };
    const batch = await this.payments.find(EVERYTHING, due, ['providerBusinessId'], { limit: BATCH });
    for (const { _id, providerBusinessId } of batch) {
      // Asked before each: a switch that is thrown in the middle of a batch stops its rest.
      if (stop.aborted || !(await this.gate.isOpen())) return;
      await this.#send(_id, providerBusinessId).catch((error: unknown) => this.#logger.warn({ err: error, paymentId: _id }, 'A transfer could not be looked at; it is tried again.'));
    }
  }

  /** A provider's account is ready: what waited for it goes at the next look. */
  async hasten(providerBusinessId: string): Promise<void> {
    const waiting = await this.payments.find(EVERYTHING, { providerBusinessId, 'transfer.state': 'waiting', 'transfer.waitsFor': 'account' }, [], { limit: 1_000 });
    for (const { _id } of waiting) await this.writer.change(_id, (payment, now) => hastenTransfer(payment, 'account', now));
  }

  async #send(paymentId: string, providerBusinessId: string): Promise<void> {
    const account = await this.accounts.find(providerBusinessId);
    const destination = account !== undefined && isReady(account) ? account.accountId : undefined;
    const operationId = this.ids.next();
    const planned = await this.writer.change(paymentId, (payment, now) => next(payment, operationId, destination, now));
    if (planned.payment.operations.some(({ id }) => id === operationId)) await this.run.execute(planned, operationId);
  }
}

function next(payment: Payment, operationId: string, destination: string | undefined, now: Date): Change {
  const later = (ms: number): Date => new Date(now.getTime() + ms);
  if (destination === undefined) return postponeTransfer(payment, later(LOOK_AGAIN_MS.account), 'account');
  if (isRefunding(payment)) return postponeTransfer(payment, later(LOOK_AGAIN_MS.refund), 'refund');
  return planTransfer(payment, operationId, destination, now);
}
