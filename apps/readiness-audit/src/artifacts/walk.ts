import type { Exchange } from '../http/exchange.ts';

/** Where a good request came from. `signed`: an event of a webhook, as its provider delivers it. */
export type Source = 'arranged' | 'target file' | 'document' | 'signed';

/** What became of one operation. */
export interface Visit {
  readonly operation: string;
  readonly account?: string;
  readonly role?: string;
  readonly source?: Source;
  /** The request as it should be; none where none could be made. */
  readonly control?: Exchange;
  /** Why it was not reached. */
  readonly problem?: string;
}

/** Each operation, sent as it should be. */
export interface Walk {
  readonly visits: readonly Visit[];
  readonly journeys: readonly JourneyWalked[];
  /** Why it went no further: the operations behind are not among the visits. */
  readonly cutShort?: string;
}

export interface JourneyWalked {
  readonly name: string;
  readonly steps: readonly StepWalked[];
  readonly stepsInAll: number;
}

export interface StepWalked {
  /** `POST /orders`. */
  readonly step: string;
  readonly exchange?: Exchange;
  readonly problem?: string;
}
