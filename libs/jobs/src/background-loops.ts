import { Logger } from '@nestjs/common';
import { pause } from '@plumbline/database';
import type { BackgroundLoop } from './background-loop.js';
import { StateLog } from './state-log.js';

/** Between the end of a loop that nobody told to stop, and its next beginning. */
const AGAIN_MS = 500;

/** Keeps loops going from `start` to `stop`. */
export class BackgroundLoops {
  readonly #logger = new Logger('Jobs');
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(private readonly loops: readonly BackgroundLoop[]) {}

  start(): void {
    this.#running = Promise.all(this.loops.map((loop) => this.#keep(loop)));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #keep(loop: BackgroundLoop): Promise<void> {
    const state = new StateLog(this.#logger, loop.title);
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await loop.run(signal);
        state.works();
      } catch (error) {
        state.failed(error);
      }
      await pause(AGAIN_MS, signal);
    }
  }
}
