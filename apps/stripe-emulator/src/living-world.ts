import { Clock } from './clock.ts';
import { newId } from './ids.ts';
import { makeAvailable } from './objects/balance-book.ts';
import { expireAuthorisation } from './objects/capture.ts';
import { disputeDeadline, disputeVerdict, raiseDispute } from './objects/disputes.ts';
import { raiseEarlyFraudWarning } from './objects/early-fraud-warnings.ts';
import { EVENT_DAYS } from './objects/events.ts';
import { refundFails, refundSucceeds } from './objects/refunds.ts';
import type { StripeEvent, Task } from './records/events.ts';
import { Scheduler } from './scheduler.ts';
import type { Journal } from './store/journal.ts';
import { Store } from './store/store.ts';
import { Webhooks } from './webhooks/delivery.ts';
import type { Executing } from './wire/api.ts';
import { forgetOldAnswers } from './wire/idempotency.ts';
import { API_VERSION, type TaskKind, type World } from './world.ts';

const TASKS: Readonly<Record<TaskKind, (world: World, ref: string) => void>> = {
  'authorisation-expiry': expireAuthorisation,
  'balance-available': makeAvailable,
  dispute: raiseDispute,
  'dispute-deadline': disputeDeadline,
  'dispute-verdict': disputeVerdict,
  'early-fraud-warning': raiseEarlyFraudWarning,
  'refund-failure': refundFails,
  'refund-success': refundSucceeds,
};
const CLOCK = 'clock-offset-ms';

/** The world that the running emulator keeps: time, store, journal, events and what happens by itself. */
export class LivingWorld implements World, Executing {
  readonly clock = new Clock();
  readonly store = new Store();
  readonly scheduler: Scheduler;
  readonly webhooks: Webhooks;
  baseUrl = '';
  readonly #journal: Journal | undefined;
  /** Events that are on their way to the endpoints once they are committed. */
  #emitted: StripeEvent[] = [];
  #request: StripeEvent['request'] = { id: null, idempotency_key: null };

  constructor(journal: Journal | undefined) {
    this.#journal = journal;
    this.scheduler = new Scheduler(this.clock, this.store, (task) => this.#perform(task));
    this.webhooks = new Webhooks(this.clock, this.store, () => this.commit());
  }

  /** Takes up where the journal ends. */
  async open(): Promise<void> {
    await this.#journal?.open(this.store, () => {
      this.clock.offsetMs = this.store.settings.get(CLOCK)?.value ?? 0;
      this.forgetOld();
      this.store.takeChanges();
    });
    this.scheduler.resume();
    this.webhooks.resume();
  }

  emit(type: string, object: object, previous?: object, account?: string): void {
    const endpoints = this.webhooks.endpoints.length;
    const event = this.store.save(this.store.events, {
      id: newId('evt'), object: 'event', ...(account !== undefined && { account }), api_version: API_VERSION, created: this.clock.seconds(),
      data: { object, ...(previous !== undefined && { previous_attributes: previous }) }, livemode: false, pending_webhooks: endpoints, request: this.#request, type,
    } satisfies StripeEvent);
    this.#emitted.push(event);
  }

  schedule(kind: TaskKind, ref: string, afterMs: number): void {
    this.scheduler.add(kind, ref, afterMs);
  }

  enter(requestId: string | null, idempotencyKey: string | null): void {
    this.#request = { id: requestId, idempotency_key: idempotencyKey };
    this.store.begin();
  }

  rollBack(): void {
    this.store.rollBack();
    this.#emitted = [];
  }

  leave(): void {
    this.store.end();
    this.#request = { id: null, idempotency_key: null };
  }

  /** Writes what has changed, before anyone learns of it. */
  commit(): void {
    for (const event of this.#emitted.splice(0)) this.webhooks.enqueue(event);
    this.#journal?.append(this.store.takeChanges());
    if (!this.#journal) this.store.takeChanges();
  }

  /** @param toMs of 1970; no earlier than now */
  advance(toMs: number): void {
    this.scheduler.advance(toMs);
    this.store.save(this.store.settings, { id: CLOCK, value: this.clock.offsetMs });
    this.forgetOld();
    this.commit();
    this.webhooks.wake();
  }

  /** Events are kept for thirty days, answers to idempotency keys for one. */
  forgetOld(): void {
    const oldest = this.clock.seconds() - EVENT_DAYS * 86_400;
    const old: string[] = [];
    for (const event of this.store.events.values()) {
      if (event.created >= oldest) break;
      old.push(event.id);
    }
    this.store.delete(this.store.events, old);
    forgetOldAnswers(this.store, this.clock.now());
  }

  /** Begins anew, with the machine's time. */
  reset(): void {
    this.scheduler.clear();
    this.webhooks.clear();
    this.#emitted = [];
    this.store.clear();
    this.clock.offsetMs = 0;
    this.#journal?.rewrite(this.store);
  }

  async close(): Promise<void> {
    this.scheduler.clear();
    await this.webhooks.close();
    this.commit();
    this.#journal?.close();
  }

  #perform(task: Task): void {
    TASKS[task.kind as TaskKind](this, task.ref);
    this.commit();
    this.webhooks.wake();
  }
}
