import { Injectable } from '@nestjs/common';
import { BackgroundLoop } from '@plumbline/jobs';
import { StripeEventsRepository } from '../data/stripe-events.repository.js';
import { CountWhatWaits } from '../use-cases/count-what-waits.js';
import { ApplyEvent } from '../use-cases/events/apply-event.js';
import { EventBell } from '../use-cases/events/event-bell.js';

/** How often a process looks for events that another one took in, or that are due again. */
const LOOK_EVERY_MS = 250;
const AT_A_TIME = 16;
const TAKEN_AT_ONCE = 64;
const COUNT_EVERY_MS = 20_000;

/** Gives events their effects, in the order in which they are due; several at a time, and in several processes. */
@Injectable()
export class EventWorker extends BackgroundLoop {
  override readonly title = 'The worker of Stripe\'s events';

  constructor(
    private readonly events: StripeEventsRepository,
    private readonly applyEvent: ApplyEvent,
    private readonly bell: EventBell,
    private readonly waiting: CountWhatWaits,
  ) {
    super();
  }

  override async run(stop: AbortSignal): Promise<void> {
    let countedAt = -Infinity;
    while (!stop.aborted) {
      if (performance.now() - countedAt > COUNT_EVERY_MS) {
        await this.waiting.execute();
        countedAt = performance.now();
      }
      if ((await this.drain(stop)) === 0) await this.bell.wait(LOOK_EVERY_MS, stop);
    }
  }

  /** Works on what is due. @returns how many were found. */
  async drain(stop: AbortSignal = new AbortController().signal): Promise<number> {
    const due = await this.events.due(TAKEN_AT_ONCE);
    const waiting = due.values();
    const work = async (): Promise<void> => {
      for (const event of waiting) {
        if (stop.aborted) return;
        await this.applyEvent.execute(event);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, due.length) }, work));
    return due.length;
  }
}
