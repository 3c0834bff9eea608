import { Injectable } from '@nestjs/common';
import { EVERYTHING, oneOf } from '@plumbline/database';
import { WHOLE } from '../data/payment.schema.js';
import { PaymentsRepository } from '../data/payments.repository.js';
import type { Versioned } from './payment-writer.js';

/** What stands in the way of a new payment. */
@Injectable()
export class LivePayments {
  constructor(private readonly payments: PaymentsRepository) {}

  /** The payment of this id; else the live one of the proposal. */
  async find(id: string, proposalId: string): Promise<Versioned | undefined> {
    const found = await this.payments.find(EVERYTHING, { $or: [{ _id: oneOf([id]) }, { proposalId, live: true }] }, WHOLE, { limit: 2 });
    const first = found.find(({ _id }) => _id === id) ?? found[0];
    if (first === undefined) return undefined;
    const { _id, v, ...members } = first;
    return { payment: { ...members, id: _id }, version: v };
  }
}
