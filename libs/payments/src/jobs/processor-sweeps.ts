import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { Job } from '@plumbline/jobs';
import { CompareBalance } from '../use-cases/books/compare-balance.js';
import { FindMissedEvents } from '../use-cases/events/find-missed-events.js';

const HOUR_MS = 3_600_000;

/** Every hour: the events that no webhook brought. */
@Injectable()
export class FindMissedEventsHourly extends Job {
  override readonly name = 'payments.find-missed-events';
  override readonly everyMs = HOUR_MS;

  constructor(
    private readonly missed: FindMissedEvents,
    private readonly config: Config,
  ) {
    super();
  }

  override async run(): Promise<void> {
    if (this.config.stripe !== undefined) await this.missed.execute();
  }
}

/** Every day: our balance at the processor against the books. */
@Injectable()
export class CompareBalanceDaily extends Job {
  override readonly name = 'payments.compare-balance';
  override readonly everyMs = 24 * HOUR_MS;

  constructor(
    private readonly compare: CompareBalance,
    private readonly config: Config,
  ) {
    super();
  }

  override async run(): Promise<void> {
    if (this.config.stripe !== undefined) await this.compare.execute();
  }
}
