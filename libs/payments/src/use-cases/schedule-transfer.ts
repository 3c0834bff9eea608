import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Agreements } from '@plumbline/marketplace';
import { PaymentsRepository } from '../data/payments.repository.js';
import { scheduleTransfer } from '../domain/transfers.js';
import { PaymentWriter } from './payment-writer.js';

const HOUR_MS = 3_600_000;

/**
 * The provider is paid for work that was accepted and money that was captured, a hold behind the later of the two. Whichever comes second
 * finds the first; being told twice changes nothing.
 */
@Injectable()
export class ScheduleTransfer {
  readonly #holdMs: number;

  constructor(
    private readonly agreements: Agreements,
    private readonly payments: PaymentsRepository,
    private readonly writer: PaymentWriter,
    config: Config,
  ) {
    this.#holdMs = config.get('TRANSFER_HOLD_HOURS') * HOUR_MS;
  }

  /** The work of a proposal was accepted. */
  async whenAccepted(proposalId: string, at: Date): Promise<void> {
    const [paid] = await this.payments.find(EVERYTHING, { proposalId, state: 'captured' }, [], { limit: 1 });
    if (paid !== undefined) await this.#schedule(paid._id, at);
  }

  /** A payment was captured, which is as a rule before the work is done. */
  async whenCaptured(paymentId: string, proposalId: string, at: Date): Promise<void> {
    const { state } = await this.agreements.agreement(proposalId);
    if (state === 'completed') await this.#schedule(paymentId, at);
  }

  async #schedule(paymentId: string, at: Date): Promise<void> {
    const dueAt = new Date(at.getTime() + this.#holdMs);
    await this.writer.change(paymentId, (payment) => scheduleTransfer(payment, dueAt));
  }
}
