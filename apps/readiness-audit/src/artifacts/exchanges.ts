import type { Exchange } from '../http/exchange.ts';

/** What an operation was asked and what it answered, by any check. */
export interface OperationExchanges {
  /** Id of the operation. */
  readonly operation: string;
  /** Of all of them; those that look alike are kept a few times only. */
  readonly count: number;
  readonly exchanges: readonly Exchange[];
}
