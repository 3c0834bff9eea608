import { Injectable } from '@nestjs/common';
import { LedgerDifferencesRepository } from '../../data/ledger-differences.repository.js';

/** An admin says why our books and what they are compared with disagree: it is closed, and not opened again by being found again. */
@Injectable()
export class ResolveDifference {
  constructor(private readonly kept: LedgerDifferencesRepository) {}

  /** @param reason for admins. @param by a person's id. @throws Problem NOT_FOUND; STATE_CONFLICT when it is not open. */
  async execute(id: string, reason: string, by: string): Promise<void> {
    await this.kept.explain(id, reason, by);
  }
}
