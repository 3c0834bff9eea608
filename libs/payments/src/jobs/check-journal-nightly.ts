import { Injectable, Logger } from '@nestjs/common';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { JOURNAL_DIFFERENCE_KINDS } from '../data/ledger-difference.schema.js';
import { type FoundDifference, LedgerDifferencesRepository } from '../data/ledger-differences.repository.js';
import { NoteDifferences } from '../use-cases/books/note-differences.js';
import { CheckJournal, type JournalFinding, MOST_FINDINGS } from '../use-cases/check-journal.js';

/** Looks once a day whether the journal is what the payments say, and whether debits equal credits; what is wrong and not only late freezes all transfers. */
@Injectable()
export class CheckJournalNightly extends Job {
  override readonly name = 'payments.check-journal';
  override readonly everyMs = 86_400_000;
  readonly #logger = new Logger(CheckJournalNightly.name);

  constructor(
    private readonly check: CheckJournal,
    private readonly kept: LedgerDifferencesRepository,
    private readonly differences: NoteDifferences,
  ) {
    super();
  }

  override async run(_data: JobData, { signal }: JobContext): Promise<void> {
    const open = await this.kept.open(MOST_FINDINGS, JOURNAL_DIFFERENCE_KINDS);
    const report = await this.check.execute(signal);
    if (report === undefined) return;
    const { findings, balances, ...counted } = report;
    const wrong = findings.flatMap(differenceOf);
    // What lies behind the first findings was not looked at, and closes nothing.
    const resolved = await this.differences.execute(wrong, findings.length < MOST_FINDINGS ? open : []);
    this.#logger.log({ ...counted, balances, mended: findings.length - wrong.length, wrong: wrong.length, resolved }, 'The journal was compared with the payments.');
  }
}

/** None for what was only late: it is mended. */
function differenceOf({ paymentId, seq, what: kind, entry: { source, currency, at } }: JournalFinding): readonly FoundDifference[] {
  return kind === 'missing' ? [] : [{ id: `${kind}:${paymentId}:${seq}`, kind, paymentId, source, currency, at }];
}
