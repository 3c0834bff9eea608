/** A server under measurement. */
export interface Contender {
  /** Listens on a free port of 127.0.0.1. @returns the port. */
  listen(): Promise<number>;
}

/** The prefix that all contenders serve under. */
export const PREFIX = 'api/v1';
