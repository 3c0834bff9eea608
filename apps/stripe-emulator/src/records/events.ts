/** https://docs.stripe.com/api/events/object */
export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly account?: string;
  readonly api_version: string;
  readonly created: number;
  readonly data: { readonly object: object; readonly previous_attributes?: object };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: string;
}

/** An event on its way to an endpoint; it is there until the endpoint has taken it. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly url: string;
  readonly attempts: number;
  /** Milliseconds of the emulator's clock. */
  readonly dueAt: number;
}

/** Something that happens by itself when its time comes. */
export interface Task {
  readonly id: string;
  readonly kind: string;
  readonly ref: string;
  /** Milliseconds of the emulator's clock. */
  readonly dueAt: number;
}

/** The first answer to an idempotency key. */
export interface IdempotentAnswer {
  readonly id: string;
  readonly fingerprint: string;
  readonly requestId: string;
  readonly status: number;
  readonly body: string;
  /** Milliseconds of the emulator's clock. */
  readonly at: number;
}

/** Settings that outlive a restart. */
export interface Setting {
  readonly id: string;
  readonly value: number;
}
