import { Injectable } from '@nestjs/common';
import { Database, EVERYTHING, type Filter, type Found, GroupCommit, oneOf, range, Repository } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { Payment } from '../domain/payment.js';
import { type HeardEvent, processorIds } from '../domain/timeline.js';
import { LONGEST_READ_MS, type ProcessorEvent } from '../use-cases/payment-processor.js';
import { STRIPE_EVENTS } from './indexes.js';
import { type EventState, STRIPE_EVENT_SCHEMA, type StripeEventDocument } from './stripe-event.schema.js';

const FIELDS = ['type', 'objectId', 'objectType', 'belongsTo', 'account', 'createdAt', 'receivedAt', 'state', 'dueAt', 'attempts', 'reason', 'v'] as const;

/**
 * Whoever takes an event has this long, or it comes again. Longer than what is done about one takes where the processor is slow: the object
 * is read, and a list that belongs to it, and the outcome is written. Shorter, and each event would have more workers the slower it goes.
 */
export const EVENT_LEASE_MS = 3 * LONGEST_READ_MS;
const DAY_MS = 86_400_000;
/** Behind it Stripe neither delivers nor lists an event again. docs.stripe.com/api/events */
const KEPT_MS = 45 * DAY_MS;

type NewStripeEvent = Omit<StripeEventDocument, 'v'>;

/** An event that somebody works on, and the version that says so. */
export type TakenEvent = Found<StripeEventDocument, (typeof FIELDS)[number]>;

/** Events that have had no effect yet. */
export interface EventBacklog {
  readonly count: number;
  readonly oldestReceivedAt?: Date;
}

/** What became of an event. */
export type Settlement =
  | { readonly state: 'applied' }
  | { readonly state: 'ignored' | 'given_up'; readonly reason: string }
  | { readonly state: 'received' | 'parked'; readonly reason: string; readonly dueAt: Date };

/** Events as they came. Nothing is announced of them: what they lead to is. */
@Injectable()
export class StripeEventsRepository extends Repository<StripeEventDocument, never> {
  // Deliveries come in crowds, and nothing else is done for them before they are answered.
  readonly #keeping = new GroupCommit((events: readonly NewStripeEvent[]) => this.insertEach(EVERYTHING, events));

  constructor(database: Database) {
    super(database, STRIPE_EVENTS, STRIPE_EVENT_SCHEMA, { events: false });
  }

  protected override scopeFilter(): Filter<StripeEventDocument> {
    return { _id: '' };
  }

  /** Keeps an event, once. @param ignored why nothing is to be done about it. @returns whether it is new. */
  async keep({ id, ...event }: ProcessorEvent, toldBy: StripeEventDocument['toldBy'], ignored?: string): Promise<boolean> {
    const now = this.clock.now();
    const rest = ignored === undefined ? { state: 'received' as const, dueAt: now } : { state: 'ignored' as const, reason: ignored, settledAt: now, expiresAt: new Date(now.getTime() + KEPT_MS) };
    return this.#keeping.add({ _id: id, ...event, mentions: mentionsOf(event), toldBy, receivedAt: now, attempts: 0, ...rest });
  }

  /** Ids of events whose time has come, the longest due first. */
  async due(limit: number): Promise<readonly TakenEvent[]> {
    return this.find(EVERYTHING, { dueAt: range({ lte: this.clock.now() }) }, FIELDS, { limit, sort: { dueAt: 1 } });
  }

  /** Takes an event. @returns undefined when somebody else has it. */
  async take({ _id, v }: TakenEvent): Promise<TakenEvent | undefined> {
    const dueAt = new Date(this.clock.now().getTime() + EVENT_LEASE_MS);
    return unlessLost(this.update(EVERYTHING, _id, { version: v, set: { dueAt }, increment: { attempts: 1 } }, FIELDS));
  }

  /** Writes down what became of an event, unless somebody else has taken it meanwhile. @returns whether it was. */
  async settle({ _id, v }: TakenEvent, settlement: Settlement): Promise<boolean> {
    const now = this.clock.now();
    const isOver = settlement.state !== 'received' && settlement.state !== 'parked';
    const end = isOver ? { settledAt: now, expiresAt: new Date(now.getTime() + KEPT_MS) } : {};
    const unset = [...(isOver ? (['dueAt'] as const) : []), ...(settlement.state === 'applied' ? (['reason'] as const) : [])];
    return (await unlessLost(this.update(EVERYTHING, _id, { version: v, set: { ...settlement, ...end }, unset }, []))) !== undefined;
  }

  /** What was heard of a payment's objects in the last 45 days, whatever became of it, up to 1,000. */
  async about(payment: Payment): Promise<readonly HeardEvent[]> {
    const ids = processorIds(payment);
    if (ids.length === 0) return [];
    const found = await this.find(EVERYTHING, { mentions: oneOf(ids) }, FIELDS, { limit: 1_000 });
    return found.map(({ _id, ...event }) => ({ ...event, id: _id }));
  }

  async inState(state: EventState, limit: number): Promise<readonly TakenEvent[]> {
    return this.find(EVERYTHING, { state }, FIELDS, { limit, sort: { receivedAt: 1 } });
  }

  async backlog(limit: number): Promise<EventBacklog> {
    const [count, [oldest]] = await Promise.all([this.count(EVERYTHING, { state: 'received' }, limit), this.find(EVERYTHING, { state: 'received' }, ['receivedAt'], { limit: 1, sort: { receivedAt: 1 } })]);
    return { count, ...(oldest === undefined ? {} : { oldestReceivedAt: oldest.receivedAt }) };
  }

  async countParked(limit: number): Promise<number> {
    return this.count(EVERYTHING, { state: 'parked' }, limit);
  }
}

/** Of accounts only their own events: each object of theirs names them. */
function mentionsOf({ objectId, belongsTo: { payment_intent: intent, charge, transfer } }: Pick<ProcessorEvent, 'objectId' | 'belongsTo'>): readonly string[] {
  return [...new Set([objectId, intent, charge, transfer].filter((id): id is string => id !== undefined && id !== ''))];
}

async function unlessLost<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Problem && error.type === PROBLEMS.VERSION_MISMATCH) return undefined;
    throw error;
  }
}
