import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Settlement, StripeEventsRepository, type TakenEvent } from '../../data/stripe-events.repository.js';
import { PAYMENT_PROBLEMS } from '../../domain/problems.js';
import { stripeEvents } from '../payment-metrics.js';
import { ProcessorSilence } from '../payment-processor.js';
import { UnknownObject } from './event-applier.js';
import { EventAppliers } from './event-appliers.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 3_600_000;
/** While the processor or the database is away, which is nothing that the event could help. */
const LONGEST_SILENCE_MS = 60_000;
/** So long something may stay unknown before it is somebody else's. */
const PARKED_MS = 3 * 86_400_000;

const SILENT: readonly unknown[] = [PROBLEMS.DEPENDENCY_DOWN, PROBLEMS.DEADLINE_EXCEEDED, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED, PAYMENT_PROBLEMS.PAYMENTS_OFF];

const isSilence = (error: unknown): boolean => error instanceof ProcessorSilence || (error instanceof Problem && SILENT.includes(error.type));

const waitMs = (attempts: number, longestMs: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 30), longestMs);

/** Gives one event its effect, and writes down what became of it. */
@Injectable()
export class ApplyEvent {
  readonly #logger = new Logger('Payments');

  constructor(
    private readonly events: StripeEventsRepository,
    private readonly appliers: EventAppliers,
    private readonly clock: Clock,
  ) {}

  /**
   * @param found due. @returns what became of it; undefined when somebody else has it.
   * Dying at any point leaves it taken for 30 s and due again then; its effect bears being had twice.
   */
  async execute(found: TakenEvent): Promise<Settlement['state'] | undefined> {
    const event = await this.events.take(found);
    if (event === undefined) return undefined;
    const settlement = await this.#apply(event);
    if (!(await this.events.settle(event, settlement))) return undefined;
    if (event.state !== settlement.state) stripeEvents.inc({ outcome: settlement.state });
    return settlement.state;
  }

  async #apply(event: TakenEvent): Promise<Settlement> {
    const applier = this.appliers.of(event.type);
    if (applier === undefined) return { state: 'ignored', reason: 'type' };
    try {
      await applier.apply(event);
      return { state: 'applied' };
    } catch (error) {
      return this.#park(event, error);
    }
  }

  #park(event: TakenEvent, error: unknown): Settlement {
    const { _id, type, attempts, receivedAt, state } = event;
    const now = this.clock.now().getTime();
    if (isSilence(error)) return { state: state === 'parked' ? 'parked' : 'received', reason: 'silence', dueAt: new Date(now + waitMs(attempts, LONGEST_SILENCE_MS)) };
    const dueAt = new Date(now + waitMs(attempts, LONGEST_WAIT_MS));
    if (error instanceof UnknownObject) {
      if (now - receivedAt.getTime() > PARKED_MS) return this.#giveUp(event, error);
      return { state: 'parked', reason: error.what, dueAt };
    }
    // What contradicts what we know is never given up: somebody must look at it.
    if (state !== 'parked') this.#logger.error({ err: error }, `The event ${_id} (${type}) cannot be applied; it is parked and tried again.`);
    return { state: 'parked', reason: 'contradiction', dueAt };
  }

  /** What was never found is somebody else's, unless it bears ids of ours: then money may have moved that we know nothing of. */
  #giveUp({ _id, type, objectId }: TakenEvent, { what, isOurs }: UnknownObject): Settlement {
    if (!isOurs) return { state: 'ignored', reason: what };
    this.#logger.error({ objectId }, `The event ${_id} (${type}) is about something of ours that is not known here (${what}); it is given up.`);
    return { state: 'given_up', reason: what };
  }
}
