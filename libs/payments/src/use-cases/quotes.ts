import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PaymentQuotesRepository } from '../data/payment-quotes.repository.js';

const DAY_MS = 86_400_000;

/** When somebody first asked for a price, by the server's clock: nobody fills in a card form in two seconds (rule 017). */
@Injectable()
export class Quotes {
  constructor(
    private readonly quotes: PaymentQuotesRepository,
    private readonly clock: Clock,
  ) {}

  /** The first time within a day counts. */
  async remember(userId: string, proposalId: string): Promise<void> {
    const quotedAt = this.clock.now();
    try {
      await this.quotes.insert(EVERYTHING, { _id: idOf(userId, proposalId), quotedAt, expiresAt: new Date(quotedAt.getTime() + DAY_MS) });
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.ALREADY_EXISTS) throw error;
    }
  }

  async firstAt(userId: string, proposalId: string): Promise<Date | undefined> {
    return (await this.quotes.findOne(EVERYTHING, { _id: idOf(userId, proposalId) }, ['quotedAt']))?.quotedAt;
  }
}

const idOf = (userId: string, proposalId: string): string => `${userId}:${proposalId}`;
