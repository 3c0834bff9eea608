import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { PaymentSweepsRepository } from '../../data/payment-sweeps.repository.js';
import { PaymentProcessor } from '../payment-processor.js';
import { EventAppliers } from './event-appliers.js';
import { ReceiveEvent } from './receive-event.js';

const SWEEP = 'events';
/** An event may be listed a while behind the moment that it bears. */
const OVERLAP_MS = 15 * 60_000;
/** How far the processor remembers. docs.stripe.com/api/events */
const REMEMBERED_MS = 30 * 86_400_000;
const FIRST_MS = 3 * 86_400_000;

/** Asks for the events of the last while and takes in those that no webhook brought. */
@Injectable()
export class FindMissedEvents {
  readonly #logger = new Logger('Payments');

  constructor(
    private readonly processor: PaymentProcessor,
    private readonly receive: ReceiveEvent,
    private readonly appliers: EventAppliers,
    private readonly sweeps: PaymentSweepsRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns how many were missing. @throws Problem DEPENDENCY_DOWN, PAYMENTS_OFF: the next sweep begins where this one did. */
  async execute(): Promise<number> {
    const begun = this.clock.now().getTime();
    const last = (await this.sweeps.through(SWEEP))?.getTime() ?? begun - FIRST_MS;
    let missed = 0;
    for await (const event of this.processor.listEvents(new Date(Math.max(last - OVERLAP_MS, begun - REMEMBERED_MS)))) {
      // What means nothing here was not kept for its effect, and need not be missed.
      if (this.appliers.of(event.type) === undefined) continue;
      if (await this.receive.execute(event, 'sweep')) missed += 1;
    }
    await this.sweeps.advance(SWEEP, new Date(begun));
    if (missed > 0) this.#logger.warn(`${missed} events of Stripe came by no webhook; they are taken in now.`);
    return missed;
  }
}
