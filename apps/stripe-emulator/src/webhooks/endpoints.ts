/** Where events are sent. */
export interface Endpoint {
  readonly url: string;
  readonly secret: string;
}

/** How the way to the endpoints misbehaves, on demand. */
export interface WebhookFaults {
  /** Each event waits this long before it is first sent. */
  readonly delayMs: number;
  /** How many times more each event is sent than it should be. */
  readonly duplicate: number;
  /** This many events are held and then sent in a random order. */
  readonly shuffle: number;
  /** Share of the attempts that are lost on the way, 0 to 1. */
  readonly drop: number;
  /** This many of the next attempts are lost on the way. */
  readonly dropNext: number;
  /** Nothing is sent. */
  readonly paused: boolean;
}

export const NO_WEBHOOK_FAULTS: WebhookFaults = { delayMs: 0, duplicate: 0, shuffle: 0, drop: 0, dropNext: 0, paused: false };
