import { defineProblems } from '@plumbline/problems';

/** The problems that only operations on payments answer with. */
export const PAYMENT_PROBLEMS = defineProblems({
  PAYMENTS_OFF: { status: 503, title: 'Payments are switched off', level: 'warn', retryable: true, cure: 'Try again later; nothing was charged.' },
  PAYMENT_EXISTS: { status: 409, title: 'This proposal has a payment already', level: 'info', retryable: false, cure: 'Go on with the payment that `paymentId` names: if it is captured, the proposal is paid; else confirm it, or cancel it first.' },
  AMOUNT_MISMATCH: { status: 409, title: 'The amount is not the one that was agreed', level: 'warn', retryable: false, cure: 'Read the quote again; the amount and the currency are those of the accepted proposal.' },
  TERMS_NOT_CURRENT: { status: 409, title: 'These are not the present terms', level: 'info', retryable: false, cure: 'Show the payer the terms that GET /api/v1/payments/config names, and send their version.' },
  CONFIRMATION_TOKEN_UNUSABLE: { status: 409, title: 'The confirmation token cannot be used', level: 'info', retryable: false, cure: 'Collect the card again and send the new confirmation token; one is good for one attempt and 12 hours.' },
  SAVED_METHOD_UNUSABLE: { status: 409, title: 'The saved method cannot be used', level: 'info', retryable: false, cure: 'Choose one of GET /api/v1/payments/saved-methods, or collect the card again.' },
  REFUND_TOO_LARGE: { status: 409, title: 'More than can be refunded', level: 'info', retryable: false, cure: 'Refund at most `refundable`; what is refunded, under way or disputed does not count twice.' },
  REFUND_LIMIT_REACHED: { status: 409, title: 'The payment has as many refunds as it may', level: 'info', retryable: false, cure: 'A payment has at most 50 refunds; talk to support.' },
  PROCESSOR_REFUSED: { status: 409, title: 'The payment processor refused', level: 'warn', retryable: false, cure: 'Read the payment again; if nothing there says why, talk to support.' },
  WEBHOOK_SIGNATURE_INVALID: { status: 400, title: 'The signature does not fit', level: 'warn', retryable: false, cure: 'Sign the raw body with the secret of this endpoint, and send it within five minutes.' },
});
