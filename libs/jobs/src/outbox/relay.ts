import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Logger } from '@nestjs/common';
import { type Database, Lease, OutboxStore, pause, toProblem, type WaitingDocument } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { reasonOf, StateLog } from '../state-log.js';
import { AT_ONCE, type Handover } from './handover.js';
import { HeldBack } from './held-back.js';
import { measureOutboxes, outboxMetrics } from './outbox-metrics.js';
import { OutboxWatch } from './outbox-watch.js';
import { WakeUp } from './wake-up.js';

/** A batch. */
const MOST = { documents: 200, events: AT_ONCE };
/** How long a relay that is silent keeps the others from relaying. */
const LEASE_MS = 4_000;
/** How often the others ask. */
const ASK_EVERY_MS = 500;
/** All outboxes are looked into so often though nothing was heard of them. */
const LOOK_EVERY_MS = 2_000;
const LONGEST_BACKOFF_MS = 3_000;

/**
 * Hands the events of all outboxes on, at least once, in one process at a time (docs/adr/0013). It goes on whatever fails: a database
 * that is away, a sink that refuses one document's events, a process that dies in between.
 */
export class OutboxRelay {
  readonly #logger = new Logger('OutboxRelay');
  readonly #state = new StateLog(this.#logger, 'The relay of events');
  readonly #owner = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
  readonly #stop = new AbortController();
  readonly #wakeUp = new WakeUp();
  readonly #heldBack = new HeldBack();
  #running: Promise<void> = Promise.resolve();
  #backoffMs = ASK_EVERY_MS;

  /** @param store is another one in tests. */
  constructor(
    private readonly database: Database,
    private readonly handover: Handover,
    private readonly store: OutboxStore = new OutboxStore(database),
  ) {}

  /** Begins; never rejects. */
  start(): void {
    this.#running = this.#run();
  }

  /** Ends with the batch that is under way, and gives the lease to whoever asks next. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#relayIfFree();
        await pause(ASK_EVERY_MS, this.#stop.signal);
      } catch (error) {
        this.#state.failed(error);
        await pause(this.#backoffMs, this.#stop.signal);
        this.#backoffMs = Math.min(this.#backoffMs * 2, LONGEST_BACKOFF_MS);
      }
    }
  }

  async #relayIfFree(): Promise<void> {
    const lease = new Lease(this.database.db, { name: 'outbox-relay', owner: this.#owner, leaseMs: LEASE_MS });
    if (!(await lease.tryTake())) return;
    let lookedAt = -Infinity;
    const lookEverywhere = (): void => {
      lookedAt = performance.now();
      this.#wakeUp.add(this.store.collections);
    };
    const watch = new OutboxWatch(this.database, (collection) => this.#wakeUp.add([collection]), lookEverywhere);
    const ended = new AbortController();
    const measuring = measureOutboxes(this.store, ended.signal);
    try {
      while (lease.isHeld && !this.#stop.signal.aborted) {
        if (performance.now() - lookedAt >= LOOK_EVERY_MS) lookEverywhere();
        await this.#relayAll(lease);
        await this.#wakeUp.wait(LOOK_EVERY_MS, this.#stop.signal);
      }
    } finally {
      ended.abort();
      await Promise.all([watch.close(), measuring]);
      // One that cannot be given back ends by itself.
      await lease.release().catch(() => undefined);
    }
  }

  /** Goes on until nothing is left of what is known to wait; one batch a collection in turn. */
  async #relayAll(lease: Lease): Promise<void> {
    const known = new Set(this.store.collections);
    for (let names = this.#wakeUp.take(); names.length > 0; names = this.#wakeUp.take()) {
      for (const name of names) {
        if (!lease.isHeld || this.#stop.signal.aborted) return;
        if (known.has(name) && (await this.#relayBatch(name))) this.#wakeUp.add([name]);
      }
    }
    this.#state.works();
    this.#backoffMs = ASK_EVERY_MS;
  }

  /** @returns whether there was anything to relay. */
  async #relayBatch(collection: string): Promise<boolean> {
    const documents = await this.store.waiting(collection, MOST, this.#heldBack.in(collection));
    if (documents.length === 0) return false;
    const { delivered, failure } = await this.#deliver(documents);
    await this.store.acknowledge(collection, delivered);
    for (const { objectId } of delivered) this.#heldBack.remove(collection, objectId);
    outboxMetrics.relayed.inc(delivered.reduce((sum, { events }) => sum + events.length, 0));
    outboxMetrics.heldBack.set(this.#heldBack.size);
    if (failure !== undefined) throw failure;
    return true;
  }

  /** All at once; when that fails, one document at a time, so that those whose events are refused do not hold up the others. */
  async #deliver(documents: readonly WaitingDocument[]): Promise<{ readonly delivered: readonly WaitingDocument[]; readonly failure?: Error }> {
    try {
      await this.handover.deliver(documents);
      return { delivered: documents };
    } catch (error) {
      if (isOutage(error)) throw error;
      if (documents.length === 1) return this.#refused(documents[0] as WaitingDocument, error);
    }
    const delivered: WaitingDocument[] = [];
    for (const document of documents) {
      try {
        await this.handover.deliver([document]);
        delivered.push(document);
      } catch (error) {
        const failure = isOutage(error) ? error : this.#refused(document, error).failure;
        if (failure !== undefined) return { delivered, failure };
      }
    }
    return { delivered };
  }

  #refused({ collection, objectId, events }: WaitingDocument, error: unknown): { readonly delivered: readonly []; readonly failure?: Error } {
    try {
      const isNew = this.#heldBack.add(collection, objectId);
      if (isNew) this.#logger.error({ err: error }, `The events of ${collection} ${objectId} (${events.length}, from seq ${events[0]?.seq ?? 0} on) are refused and wait: ${reasonOf(error)}`);
      return { delivered: [] };
    } catch (failure) {
      return { delivered: [], failure: failure as Error };
    }
  }
}

/** Whether the database is away or overloaded: no document is to blame. */
function isOutage(error: unknown): error is Error {
  const problem = error instanceof Problem ? error : toProblem(error);
  return problem !== undefined && ['DEPENDENCY_DOWN', 'DEADLINE_EXCEEDED'].includes(problem.type.code);
}
