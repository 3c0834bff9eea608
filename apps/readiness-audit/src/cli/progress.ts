import { clearLine, cursorTo } from 'node:readline';

const WIDTH = 20;
/** Between lines where nobody watches: in CI a line a second would be a log of its own. */
const PLAIN_EVERY_MS = 5_000;

/** Where a run stands: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #begun = performance.now();
  readonly #isQuiet: boolean;
  #last = 0;

  constructor(stream: NodeJS.WriteStream, isQuiet: boolean) {
    this.#stream = stream;
    this.#isQuiet = isQuiet;
  }

  /** @param share of the phase, 0 to 1. */
  at(phase: string, share: number): void {
    if (this.#isQuiet) return;
    const now = performance.now();
    const seconds = Math.round((now - this.#begun) / 1_000);
    if (this.#stream.isTTY) {
      const full = Math.round(share * WIDTH);
      this.clear();
      this.#stream.write(`${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${phase} (${seconds} s)`.slice(0, this.#stream.columns));
    } else if (now - this.#last >= PLAIN_EVERY_MS) {
      this.#last = now;
      this.#stream.write(`... ${phase} (${seconds} s)\n`);
    }
  }

  clear(): void {
    if (!this.#stream.isTTY || this.#isQuiet) return;
    clearLine(this.#stream, 0);
    cursorTo(this.#stream, 0);
  }
}
