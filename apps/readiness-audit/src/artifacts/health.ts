import type { Exchange } from '../http/exchange.ts';

/** Two addresses that should tell two things. */
export interface Health {
  /** From the target file, or found. */
  readonly isTold: boolean;
  readonly live?: Exchange;
  readonly ready?: Exchange;
  /** One address for both, where there is no pair. */
  readonly single?: Exchange;
  /** Paths that were asked. */
  readonly asked: readonly string[];
}
