import { Injectable } from '@nestjs/common';

/** Wakes the worker of this process when an event has come; those of other processes look by themselves. */
@Injectable()
export class EventBell {
  #waiting: (() => void) | undefined;
  #rung = false;

  ring(): void {
    this.#rung = true;
    this.#waiting?.();
  }

  /** Waits until it rings, the time is over, or it is told to stop. A ring that nobody waited for counts for the next who waits. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (!this.#rung && !stop.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          stop.removeEventListener('abort', done);
          this.#waiting = undefined;
          resolve();
        };
        const timer = setTimeout(done, ms);
        stop.addEventListener('abort', done);
        this.#waiting = done;
      });
    }
    this.#rung = false;
  }
}
