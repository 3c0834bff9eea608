import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { LedgerDifferencesRepository } from '../data/ledger-differences.repository.js';
import { StripeEventsRepository } from '../data/stripe-events.repository.js';
import { ledgerDifferences, oldestEvent, parkedEvents, receivedEvents, transfersFrozen } from './payment-metrics.js';
import { TransferGate } from './transfer-gate.js';

const MOST_EVENTS = 10_000;
const MOST_DIFFERENCES = 1_000;

/** Tells what waits and what is stopped as it is stored, so that every process tells the same, from its start on. */
@Injectable()
export class CountWhatWaits {
  constructor(
    private readonly events: StripeEventsRepository,
    private readonly differences: LedgerDifferencesRepository,
    private readonly transfers: TransferGate,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem DEPENDENCY_DOWN */
  async execute(): Promise<void> {
    const [parked, { count, oldestReceivedAt }, differences, isOpen] = await Promise.all([this.events.countParked(MOST_EVENTS), this.events.backlog(MOST_EVENTS), this.differences.countOpen(MOST_DIFFERENCES), this.transfers.isOpen()]);
    parkedEvents.set(parked);
    receivedEvents.set(count);
    oldestEvent.set(oldestReceivedAt === undefined ? 0 : Math.max(0, (this.clock.now().getTime() - oldestReceivedAt.getTime()) / 1_000));
    ledgerDifferences.set(differences);
    transfersFrozen.set(isOpen ? 0 : 1);
  }
}
