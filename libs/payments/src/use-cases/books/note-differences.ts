import { Injectable, Logger } from '@nestjs/common';
import { type FoundDifference, LedgerDifferencesRepository, type OpenDifference } from '../../data/ledger-differences.repository.js';
import { PaymentSwitches } from '../payment-switches.js';

/** What became of the differences that somebody found. */
export interface NotedDifferences<TDifference extends FoundDifference> {
  /** Those that nobody has explained. */
  readonly found: readonly TDifference[];
  /** How many of them were not known before. */
  readonly opened: number;
  /** How many were found that an admin has explained. */
  readonly explained: number;
  /** How many are gone. */
  readonly resolved: number;
}

/** Any new difference of the books is an incident (P0), whoever finds it: all transfers freeze, it is told as an error once, and kept until it is gone or explained. */
@Injectable()
export class NoteDifferences {
  readonly #logger = new Logger('Payments');

  constructor(
    private readonly kept: LedgerDifferencesRepository,
    private readonly switches: PaymentSwitches,
  ) {}

  /** @param looked open ones that would have been found again if they were still there. */
  async execute<TDifference extends FoundDifference>(found: readonly TDifference[], looked: readonly OpenDifference[]): Promise<NotedDifferences<TDifference>> {
    const standings = new Map<string, 'open' | 'explained' | undefined>();
    for (const difference of found) standings.set(difference.id, await this.kept.standing(difference));
    const fresh = found.filter(({ id }) => standings.get(id) === undefined);
    // First, so that a process that dies in between finds them new once more.
    if (fresh.length > 0 && (await this.switches.freezeTransfers('ledger_difference'))) this.#logger.error('P0: transfers are frozen until the books are right, or explained, and an admin lets them go.');
    for (const difference of fresh) {
      await this.kept.put(difference);
      this.#logger.error({ difference }, `P0: our books are not right (${difference.kind} ${difference.id}).`);
    }
    const gone = looked.filter(({ _id }) => !standings.has(_id));
    for (const difference of gone) await this.kept.resolve(difference);
    const unexplained = found.filter(({ id }) => standings.get(id) !== 'explained');
    return { found: unexplained, opened: fresh.length, explained: found.length - unexplained.length, resolved: gone.length };
  }
}
