import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { LedgerEntriesRepository } from '../data/ledger-entries.repository.js';
import { PaymentsRepository } from '../data/payments.repository.js';

/** Copies a payment's entries into the journal. Each has an id of its own, so that copying again changes nothing. */
@Injectable()
export class ProjectLedger {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly journal: LedgerEntriesRepository,
  ) {}

  /** @param from, to the entries that are to be there, by their `seq`. @returns how many were not there. */
  async execute(paymentId: string, from: number, to: number): Promise<number> {
    const { ledger } = await this.payments.get(EVERYTHING, paymentId, ['ledger']);
    const asked = ledger.filter(({ seq }) => seq >= from && seq <= to);
    const added = await Promise.all(asked.map((entry) => this.journal.add(paymentId, entry)));
    return added.filter(Boolean).length;
  }
}
