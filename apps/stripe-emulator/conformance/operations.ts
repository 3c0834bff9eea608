/** One operation of Stripe's API that the emulator answers. */
export type Operation = `${'GET' | 'POST' | 'DELETE'} /v1/${string}`;

/**
 * Every published operation that the emulator answers, with its path as Stripe's document writes it.
 * What is missing here has no parameters, no schema and no comparison: the conformance run fails on a route of the emulator that is not listed.
 */
export const OPERATIONS: readonly Operation[] = [
  'GET /v1/account',
  'POST /v1/account_links',
  'GET /v1/accounts',
  'POST /v1/accounts',
  'GET /v1/accounts/{account}',
  'POST /v1/accounts/{account}',
  'DELETE /v1/accounts/{account}',
  'GET /v1/balance',
  'GET /v1/balance_transactions',
  'GET /v1/balance_transactions/{id}',
  'GET /v1/charges',
  'GET /v1/charges/{charge}',
  'POST /v1/charges/{charge}',
  'GET /v1/confirmation_tokens/{confirmation_token}',
  'GET /v1/customers',
  'POST /v1/customers',
  'GET /v1/customers/{customer}',
  'POST /v1/customers/{customer}',
  'DELETE /v1/customers/{customer}',
  'GET /v1/customers/{customer}/payment_methods',
  'GET /v1/customers/{customer}/payment_methods/{payment_method}',
  'GET /v1/disputes',
  'GET /v1/disputes/{dispute}',
  'POST /v1/disputes/{dispute}',
  'POST /v1/disputes/{dispute}/close',
  'GET /v1/events',
  'GET /v1/events/{id}',
  'GET /v1/payment_intents',
  'POST /v1/payment_intents',
  'GET /v1/payment_intents/{intent}',
  'POST /v1/payment_intents/{intent}',
  'POST /v1/payment_intents/{intent}/cancel',
  'POST /v1/payment_intents/{intent}/capture',
  'POST /v1/payment_intents/{intent}/confirm',
  'GET /v1/payment_methods',
  'POST /v1/payment_methods',
  'GET /v1/payment_methods/{payment_method}',
  'POST /v1/payment_methods/{payment_method}',
  'POST /v1/payment_methods/{payment_method}/attach',
  'POST /v1/payment_methods/{payment_method}/detach',
  'GET /v1/radar/early_fraud_warnings',
  'GET /v1/radar/early_fraud_warnings/{early_fraud_warning}',
  'GET /v1/refunds',
  'POST /v1/refunds',
  'GET /v1/refunds/{refund}',
  'POST /v1/refunds/{refund}',
  'POST /v1/refunds/{refund}/cancel',
  'POST /v1/test_helpers/confirmation_tokens',
  'POST /v1/tokens',
  'GET /v1/tokens/{token}',
  'GET /v1/transfers',
  'POST /v1/transfers',
  'GET /v1/transfers/{transfer}',
  'POST /v1/transfers/{transfer}',
  'GET /v1/transfers/{id}/reversals',
  'POST /v1/transfers/{id}/reversals',
  'GET /v1/transfers/{transfer}/reversals/{id}',
  'POST /v1/transfers/{transfer}/reversals/{id}',
];

/**
 * Operations that Stripe has and its document does not publish, because only Stripe.js calls them, with a publishable key.
 * `as` names the published operation which takes the same parameters.
 */
export const UNPUBLISHED: readonly { readonly operation: Operation; readonly as: Operation; readonly reason: string }[] = [
  { operation: 'POST /v1/confirmation_tokens', as: 'POST /v1/test_helpers/confirmation_tokens', reason: 'Stripe.js makes confirmation tokens with it; the test helper was made to stand in for it.' },
];

/** Whether stripe-mock can know an operation. */
export function isPublished(operation: Operation): boolean {
  return OPERATIONS.includes(operation);
}

/** Everything that is called. */
export const ALL_OPERATIONS: readonly Operation[] = [...OPERATIONS, ...UNPUBLISHED.map(({ operation }) => operation)];
