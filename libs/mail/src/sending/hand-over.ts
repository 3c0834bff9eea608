import type { Readable } from 'node:stream';

/** Of a message of nodemailer's, what is watched. */
interface Streamed {
  createReadStream(...args: never[]): Readable;
}

/**
 * Watches how far one mail has come, which decides what a failure means: a server that has not been sent all of it has no mail, and one
 * that has may have taken it. So a mail may be cut off, for slowness or because the process ends, until then and not after.
 */
export class HandOver {
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #isComplete = false;
  #isTimeUp = false;

  /**
   * @param stop cuts the mail off, unless the server has all of it.
   * @param limitMs the most that it may take from now until the server has all of it, in ms.
   */
  constructor(
    private readonly stop: AbortSignal,
    limitMs: number,
  ) {
    this.#timer = setTimeout(() => {
      this.#isTimeUp = !this.#isComplete;
      this.#cut();
    }, limitMs);
    stop.addEventListener('abort', this.#cut);
    if (stop.aborted) this.#cut();
  }

  /** For nodemailer: aborted when the mail is cut off. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether the server has been sent the whole mail; the final dot follows in the same turn. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether it was cut off because it took too long. */
  get isTimeUp(): boolean {
    return this.#isTimeUp;
  }

  /** Follows the message: nodemailer reads its stream once the server has said 354, and ends the mail with a dot behind it. */
  watch(message: Streamed): void {
    const open = message.createReadStream.bind(message);
    message.createReadStream = (...args) => open(...args).once('end', () => (this.#isComplete = true));
  }

  /** The try is over, one way or the other. */
  end(): void {
    clearTimeout(this.#timer);
    this.stop.removeEventListener('abort', this.#cut);
  }

  readonly #cut = (): void => {
    if (!this.#isComplete) this.#abort.abort();
  };
}
