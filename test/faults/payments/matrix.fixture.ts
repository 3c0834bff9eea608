import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { mongo } from 'mongoose';
import { Checkout, type Path } from './checkout.fixture.js';
import { compared, type Outcome, outcomeOf } from './outcome.fixture.js';
import { Market } from './parties.fixture.js';
import { type PassedPoint, PaymentsStack } from './stack.fixture.js';
import { NOT_OF_PAYMENTS } from './write-names.mjs';

/** Jobs that run at the same moment may come by a point in another order: then it is tried with another payment. */
const TRIES = 4;
const TOLD_WITHIN_MS = 10_000;

/** One death: on which path, and at which point. */
export interface Row {
  readonly path: Path;
  /** `payments insert intent.create:pending#1:after` */
  readonly point: string;
}

/** What came of one death. */
export interface Cell extends Row {
  /** The process died exactly there. */
  readonly killed: boolean;
  readonly restarted: boolean;
  /** What is stored is what a run without a death leaves. */
  readonly equal: boolean;
  /** What happened at the processor is what a run without a death does there. */
  readonly once: boolean;
  readonly balanced: boolean;
  readonly losses: number;
  readonly doubles: number;
  readonly ms: number;
  readonly notes: readonly string[];
}

/** A checkout in which nobody dies. */
export interface Reference {
  readonly path: Path;
  readonly points: readonly PassedPoint[];
  readonly outcome: Outcome;
  /** Documents that changed meanwhile, by collection, as the database itself tells by its change stream. */
  readonly changed: ReadonlyMap<string, number>;
}

/** A stack whose events are held until everything else is still, so that points come in the same order each time. */
export class Bench {
  readonly #market: Market;

  private constructor(readonly stack: PaymentsStack) {
    this.#market = new Market(stack);
  }

  static async open(): Promise<Bench> {
    const stack = await PaymentsStack.open();
    await stack.emulator.post('webhooks', { paused: true });
    return new Bench(stack);
  }

  /** A run without a death: its points, and what everything is compared with. */
  async reference(path: Path): Promise<Reference> {
    const checkout = await this.#prepared();
    const changes = this.stack.db.watch([], { fullDocument: 'default' });
    const changed = new Map<string, number>();
    changes.on('change', (change) => count(changed, change as Change));
    await this.#marker(changes, changed);
    changed.clear();
    this.stack.watch();
    const paymentId = await checkout.run(path);
    await this.#marker(changes, changed);
    await changes.close();
    // The database may tell of the last write before its answer has reached the service, which tells of it only then.
    const isTold = (): boolean => isDeepStrictEqual(changesOf(this.stack.watchedSoFar().points), ofPayments(changed));
    for (const deadline = performance.now() + TOLD_WITHIN_MS; !isTold() && performance.now() < deadline;) await delay(20);
    const { points } = this.stack.watched();
    return { path, points, outcome: await outcomeOf(this.stack, paymentId), changed };
  }

  /** Dies at the row's point, and holds what is there in the end against the reference. */
  async cell(row: Row, reference: Reference): Promise<Cell> {
    const begun = performance.now();
    const notes: string[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const checkout = await this.#prepared();
      const { deaths } = this.stack;
      this.stack.watch(row.point);
      let failure: string | undefined;
      const paymentId = await checkout.run(row.path).catch((error: unknown) => {
        failure = error instanceof Error ? error.message : String(error);
        return '';
      });
      const killed = this.stack.watched().died === row.point;
      // The last of all writes may be where it died: then nobody was left to notice.
      if (killed) await this.stack.outlived(deaths);
      if (killed && failure === undefined) await this.#settled();
      if (!killed && failure === undefined && attempt < TRIES) continue;
      if (!killed) notes.push(`not reached in ${attempt} runs`);
      if (attempt > 1 && killed) notes.push(`reached at run ${attempt}`);
      const restarted = this.stack.deaths === deaths + 1;
      const facts = { ...row, killed, restarted, ms: performance.now() - begun };
      if (failure !== undefined) return { ...facts, equal: false, once: false, balanced: false, losses: 1, doubles: 0, notes: [...notes, failure] };
      return { ...facts, ...verdict(reference.outcome, await outcomeOf(this.stack, paymentId), notes) };
    }
  }

  async close(): Promise<void> {
    await this.stack.close();
  }

  async #prepared(): Promise<Checkout> {
    const agreed = await this.#market.agree();
    await this.#settled();
    return new Checkout(this.stack, agreed, () => this.#settled());
  }

  async #settled(): Promise<void> {
    await this.stack.quiet();
    await this.stack.deliver();
    await this.stack.quiet();
  }

  /** A write that the change stream must tell of: then it has told of all before. */
  async #marker(changes: mongo.ChangeStream, changed: Map<string, number>): Promise<void> {
    const markers = this.stack.db.collection('markers');
    const before = changed.get('markers') ?? 0;
    while ((changed.get('markers') ?? 0) === before) {
      await markers.insertOne({});
      await delay(20);
      if (changes.closed) throw new Error('The change stream has ended.');
    }
  }
}

/** Documents that were changed at some points, by collection. */
export function changesOf(points: readonly PassedPoint[]): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  for (const { collection, documents = 0 } of points) if (collection !== undefined) told.set(collection, (told.get(collection) ?? 0) + documents);
  return ofPayments(told);
}

/** Those of payments. Jobs of other parts of the service are in one collection with those of payments. */
export function ofPayments(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...counts].filter(([name]) => !['jobs', 'markers', ...NOT_OF_PAYMENTS].includes(name)));
}

interface Change {
  readonly ns?: { readonly coll: string };
}

function count(changed: Map<string, number>, { ns }: Change): void {
  if (ns !== undefined) changed.set(ns.coll, (changed.get(ns.coll) ?? 0) + 1);
}

function verdict(reference: Outcome, outcome: Outcome, notes: readonly string[]): Pick<Cell, 'equal' | 'once' | 'balanced' | 'losses' | 'doubles' | 'notes'> {
  const { isEqual, losses, doubles, differences } = compared(reference, outcome);
  const balanced = !outcome.faults.some((fault) => /debits|journal|differences/.test(fault));
  const isWhole = isEqual && outcome.faults.length === 0;
  return { equal: isWhole, once: losses.length + doubles.length === 0, balanced, losses: losses.length + (isWhole ? 0 : 1), doubles: doubles.length, notes: [...notes, ...differences, ...outcome.faults, ...losses.map((what) => `lost ${what}`), ...doubles.map((what) => `twice ${what}`)] };
}

/** Calls that only read: events that are applied at the same moment make them, in no order; dying at one is dying behind the write before it. */
const READS = /^stripe GET /;

/** The relay takes note of what it has relayed, in as many batches as the machine's pace makes of it: these are there in every run. */
const BATCHES = { point: / relayed$/, most: 3 };

const isRow = ({ point, number }: PassedPoint): boolean => !(READS.test(point) && number > 1) && !(BATCHES.point.test(point) && number > BATCHES.most);

/** Every point of every path, before and after; one that an earlier path has, too, is there once, and so is one that only reads. */
export function rowsOf(references: readonly Reference[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { path, points } of references) {
    for (const { point, number } of points.filter(isRow)) for (const when of ['before', 'after']) {
      const name = `${point}#${number}:${when}`;
      if (!rows.has(name)) rows.set(name, { path, point: name });
    }
  }
  return [...rows.values()];
}

/** One row out of each of `many` parts of the list. @param seed 0 <= seed < 2^32 */
export function sample<T>(rows: readonly T[], many: number, seed: number): readonly T[] {
  let state = seed;
  const random = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const size = rows.length / many;
  return Array.from({ length: many }, (_, part) => rows[Math.floor((part + random()) * size)] as T);
}
