/** Where the time comes from; injected, so that tests are exact. */
export abstract class Clock {
  /** The present moment; millisecond precision. */
  abstract now(): Date;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
