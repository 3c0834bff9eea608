import { Injectable, Logger } from '@nestjs/common';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { CheckJournal } from '../use-cases/check-journal.js';
import { PaymentSwitches } from '../use-cases/payment-switches.js';

/** Looks once a day whether the journal is what the payments say, and whether debits equal credits; what is wrong and not only late freezes all transfers. */
@Injectable()
export class CheckJournalNightly extends Job {
  override readonly name = 'payments.check-journal';
  override readonly everyMs = 86_400_000;
  readonly #logger = new Logger(CheckJournalNightly.name);

  constructor(
    private readonly check: CheckJournal,
    private readonly switches: PaymentSwitches,
  ) {
    super();
  }

  override async run(_data: JobData, { signal }: JobContext): Promise<void> {
    const report = await this.check.execute(signal);
    if (report === undefined) return;
    const { findings, balances, ...counted } = report;
    const wrong = findings.filter(({ what }) => what !== 'missing');
    for (const finding of wrong) this.#logger.error({ ...finding }, 'The journal is not what the payment says.');
    if (wrong.length > 0 && (await this.switches.freezeTransfers('ledger_difference'))) this.#logger.error('P0: transfers are frozen until the books are right and an admin lets them go.');
    this.#logger.log({ ...counted, balances, mended: findings.length - wrong.length, wrong: wrong.length }, 'The journal was compared with the payments.');
  }
}
