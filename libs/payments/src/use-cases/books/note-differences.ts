import { Injectable, Logger } from '@nestjs/common';
import { type FoundDifference, LedgerDifferencesRepository, type OpenDifference } from '../../data/ledger-differences.repository.js';
import { PaymentSwitches } from '../payment-switches.js';

/** Any difference of the books is an incident (P0), whoever finds it: told as an error once, kept until it is gone, and all transfers freeze. */
@Injectable()
export class NoteDifferences {
  readonly #logger = new Logger('Payments');

  constructor(
    private readonly kept: LedgerDifferencesRepository,
    private readonly switches: PaymentSwitches,
  ) {}

  /** @param looked open ones that would have been found again if they were still there. @returns how many of those are gone. */
  async execute(found: readonly FoundDifference[], looked: readonly OpenDifference[]): Promise<number> {
    for (const difference of found) {
      if (!(await this.kept.found(difference))) continue;
      this.#logger.error({ difference }, `P0: our books are not right (${difference.kind} ${difference.id}).`);
    }
    if (found.length > 0 && (await this.switches.freezeTransfers('ledger_difference'))) this.#logger.error('P0: transfers are frozen until the books are right and an admin lets them go.');
    const gone = looked.filter(({ _id }) => !found.some(({ id }) => id === _id));
    for (const difference of gone) await this.kept.resolve(difference);
    return gone.length;
  }
}
