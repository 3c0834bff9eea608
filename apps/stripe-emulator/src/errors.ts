/** What Stripe says in the body of a refusal, beside its message. */
export interface ErrorDetail {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error' | 'rate_limit_error';
  code?: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  param?: string;
  message: string;
  doc_url?: string;
  charge?: string;
  payment_intent?: object;
  payment_method?: object;
  request_log_url?: string;
}

/** A request that is refused in Stripe's words: https://docs.stripe.com/api/errors */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly detail: ErrorDetail;
  /** False when the request was refused before it was begun: then no idempotent result is kept of it. */
  readonly begun: boolean;

  constructor(status: number, detail: ErrorDetail, begun = true) {
    super(detail.message);
    this.name = 'StripeRefusal';
    this.status = status;
    this.begun = begun;
    this.detail = detail.code === undefined ? detail : { ...detail, doc_url: `https://stripe.com/docs/error-codes/${detail.code.replaceAll('_', '-')}` };
  }
}

/** A refusal of the request as it was written: 400, nothing was begun. */
export function invalid(message: string, param?: string, code?: string): StripeRefusal {
  return new StripeRefusal(400, { type: 'invalid_request_error', message, ...(param !== undefined && { param }), ...(code !== undefined && { code }) }, false);
}

/** A refusal because of what the object is in: 400, kept for its idempotency key as Stripe does once a request has begun. */
export function conflict(message: string, code?: string, more: Partial<ErrorDetail> = {}): StripeRefusal {
  return new StripeRefusal(400, { type: 'invalid_request_error', message, ...(code !== undefined && { code }), ...more });
}

export function missingParameter(param: string): StripeRefusal {
  return invalid(`Missing required param: ${param}.`, param, 'parameter_missing');
}

export function unknownParameter(param: string): StripeRefusal {
  return invalid(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
}

/**
 * An object that is not there.
 * @param kind as Stripe writes it, such as `payment_intent`
 * @param param the parameter that named it
 * @param status 404 when the address names it, 400 when the body does
 */
export function noSuch(kind: string, id: string, param: string, status: 400 | 404 = 404): StripeRefusal {
  return new StripeRefusal(status, { type: 'invalid_request_error', code: 'resource_missing', param, message: `No such ${kind.replaceAll('_', ' ').replace('payment intent', 'payment_intent')}: '${id}'` });
}
