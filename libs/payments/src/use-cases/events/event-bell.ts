import { Injectable } from '@nestjs/common';
import { Sleeper } from '@plumbline/jobs';

/** Wakes the worker of this process when an event has come; those of other processes look by themselves. */
@Injectable()
export class EventBell {
  readonly #sleeper = new Sleeper();
  #rung = false;

  ring(): void {
    this.#rung = true;
    this.#sleeper.wake();
  }

  /** Waits until it rings, the time is over, or it is told to stop. A ring that nobody waited for counts for the next who waits. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (!this.#rung) await this.#sleeper.sleep(ms, stop);
    this.#rung = false;
  }
}
