import type { Clock } from './clock.ts';
import { DueHeap } from './heap.ts';
import { newId } from './ids.ts';
import type { Task } from './records/events.ts';
import type { Store } from './store/store.ts';

/** The longest that a timer of Node's can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** Does what has to happen by itself when the emulator's clock says so; what is not yet due outlives a restart. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #run: (task: Task) => void;
  readonly #due = new DueHeap<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param run does one task and commits */
  constructor(clock: Clock, store: Store, run: (task: Task) => void) {
    this.#clock = clock;
    this.#store = store;
    this.#run = run;
  }

  add(kind: string, ref: string, afterMs: number): void {
    const task = this.#store.save(this.#store.tasks, { id: newId('task'), kind, ref, dueAt: this.#clock.now() + afterMs });
    this.#due.push(task.dueAt, task.id);
    this.#arm();
  }

  resume(): void {
    for (const task of this.#store.tasks.values()) this.#due.push(task.dueAt, task.id);
    this.#arm();
  }

  /** Moves the clock forward, and does each task at its own time on the way. */
  advance(toMs: number): void {
    for (let soonest = this.#due.soonest; soonest !== undefined && soonest <= toMs; soonest = this.#due.soonest) {
      this.#clock.offsetMs += Math.max(0, soonest - this.#clock.now());
      this.#runOne();
    }
    this.#clock.offsetMs += Math.max(0, toMs - this.#clock.now());
    this.#arm();
  }

  clear(): void {
    this.#due.clear();
    clearTimeout(this.#timer);
  }

  #runOne(): boolean {
    const id = this.#due.takeDue(this.#clock.now());
    if (id === undefined) return false;
    const task = this.#store.tasks.get(id);
    if (!task) return true;
    this.#store.delete(this.#store.tasks, [id]);
    this.#run(task);
    return true;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#due.soonest === undefined) return;
    this.#timer = setTimeout(() => {
      while (this.#runOne());
      this.#arm();
    }, Math.min(Math.max(0, this.#due.soonest - this.#clock.now()), LONGEST_MS)).unref();
  }
}
