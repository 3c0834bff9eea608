import type { Logger } from '@nestjs/common';

/** Logs a failure once, however often it comes, and its end. */
export class StateLog {
  #failing = false;

  /** @param what `The relay`, `The job queue`: completes "... is halted: reason" and "... is at work again." */
  constructor(
    private readonly logger: Logger,
    private readonly what: string,
  ) {}

  failed(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    this.logger.warn({ err: error }, `${this.what} is halted: ${reasonOf(error)}`);
  }

  works(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.logger.log(`${this.what} is at work again.`);
  }
}

/** What an error says, in one line. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}
