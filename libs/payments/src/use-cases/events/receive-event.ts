import { Injectable } from '@nestjs/common';
import { StripeEventsRepository } from '../../data/stripe-events.repository.js';
import { stripeEvents } from '../payment-metrics.js';
import type { ProcessorEvent } from '../payment-processor.js';
import { EventAppliers } from './event-appliers.js';
import { EventBell } from './event-bell.js';

/**
 * Takes an event in: one durable insert and no other work, so that whoever delivers it gets an answer at once. Its effect is the
 * worker's, which finds it by what was inserted here and by nothing else (hyperswitch#3408).
 */
@Injectable()
export class ReceiveEvent {
  constructor(
    private readonly events: StripeEventsRepository,
    private readonly appliers: EventAppliers,
    private readonly bell: EventBell,
  ) {}

  /** @returns whether it was new. @throws Problem DEPENDENCY_DOWN: it is not taken in, and delivered again. */
  async execute(event: ProcessorEvent, toldBy: 'webhook' | 'sweep'): Promise<boolean> {
    const ignored = this.appliers.of(event.type) === undefined ? 'type' : undefined;
    const isNew = await this.events.keep(event, toldBy, ignored);
    stripeEvents.inc({ outcome: isNew ? (toldBy === 'sweep' ? 'missed' : 'received') : 'duplicate' });
    if (isNew && ignored === undefined) this.bell.ring();
    return isNew;
  }
}
