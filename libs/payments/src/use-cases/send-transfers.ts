import { Injectable, Logger } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import { EVERYTHING, range } from '@plumbline/database';
import { PaymentsRepository } from '../data/payments.repository.js';
import type { Change } from '../domain/change.js';
import type { Payment } from '../domain/payment.js';
import { isReady, type PayoutAccount } from '../domain/payout-account.js';
import { hastenTransfer, isRefunding, planTransfer, postponeTransfer } from '../domain/transfers.js';
import { LookAtAccount } from './look-at-account.js';
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
    private readonly look: LookAtAccount,
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
    const batch = await this.payments.find(EVERYTHING, due, ['providerBusinessId', 'transfer'], { limit: BATCH });
    for (const { _id, providerBusinessId, transfer } of batch) {
      // Asked before each: a switch that is thrown in the middle of a batch stops its rest.
      if (stop.aborted || !(await this.gate.isOpen())) return;
      await this.#send(_id, providerBusinessId, transfer?.waitsFor === 'refused').catch((error: unknown) => this.#logger.warn({ err: error, paymentId: _id }, 'A transfer could not be looked at; it is tried again.'));
    }
  }

  /** A provider's account is ready: what waited for it goes at the next look; what was refused too often is tried once more. */
  async hasten(providerBusinessId: string): Promise<void> {
    for (const waitsFor of ['account', 'people'] as const) {
      const waiting = await this.payments.find(EVERYTHING, { providerBusinessId, 'transfer.waitsFor': waitsFor }, [], { limit: 1_000 });
      for (const { _id } of waiting) await this.writer.change(_id, (payment, now) => hastenTransfer(payment, waitsFor, now));
    }
  }

  /**
   * The account as we know it; asked for anew before a share waits for it, or when it was refused the last time: what happens to connected
   * accounts stands in no list of the platform's events, so nothing else would tell what a lost webhook did not.
   */
  async #accountOf(businessId: string, wasRefused: boolean): Promise<PayoutAccount | undefined> {
    const known = await this.accounts.find(businessId);
    if (known?.accountId === undefined || (isReady(known) && !wasRefused)) return known;
    return (await this.look.execute(known.accountId).catch(() => undefined)) ?? known;
  }

  async #send(paymentId: string, providerBusinessId: string, wasRefused: boolean): Promise<void> {
    const account = await this.#accountOf(providerBusinessId, wasRefused);
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
