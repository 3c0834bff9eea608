import type Stripe from 'stripe';
import { ProcessorRefusal, ProcessorSilence } from '../../use-cases/payment-processor.js';

/** The request never left this machine, or met nobody. */
const NEVER_SENT: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** Refused before it was begun; the same key may be sent again at once. docs.stripe.com/rate-limits#object-lock-timeouts */
const NOT_BEGUN = 429;
/** Nothing is wrong with the request, but with our key: it goes through once that is mended. */
const NOT_ADMITTED: readonly number[] = [401, 403];
/** The exception: our key is right, and the account that is asked for was removed, or has let us go. docs.stripe.com/error-codes#account-invalid */
const NO_SUCH_ACCOUNT = 'account_invalid';
/** Another request under this key is under way. */
const IN_FLIGHT = 409;
/** What the SDK calls a key that came with other parameters: the first request may have had its effect. */
const MISUSED_KEY = 'StripeIdempotencyError';

/** The SDK is loaded late, so its errors are told by what they say of themselves. */
export function isStripeError(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Error && typeof (error as { type?: unknown }).type === 'string' && (error as unknown as { type: string }).type.startsWith('Stripe');
}

/**
 * What an error of the SDK means for an operation: that nothing happened (ProcessorRefusal), or that nobody knows (ProcessorSilence).
 * A stored 500 that is replayed is silence as the first one was: it does not tell how far that went.
 * docs.stripe.com/api/errors, docs.stripe.com/error-low-level
 * @returns the error itself when it is not the SDK's.
 */
export function toProcessorError(error: unknown): unknown {
  if (!isStripeError(error)) return error;
  const { statusCode } = error;
  // No status: no answer. It is certain that nothing happened only where nobody was met.
  if (statusCode === undefined) return new ProcessorSilence(!neverSent(error), { cause: error });
  if (statusCode === NOT_BEGUN || (NOT_ADMITTED.includes(statusCode) && error.code !== NO_SUCH_ACCOUNT)) return new ProcessorSilence(false, { cause: error });
  // Whoever came first with this key has it in hand: the same key tells soon what became of it.
  if (statusCode === IN_FLIGHT) return new ProcessorSilence(false, { cause: error });
  if (error.type === MISUSED_KEY) return new ProcessorSilence(true, { cause: error, keySpent: true });
  if (statusCode >= 500) return new ProcessorSilence(true, { cause: error, keySpent: isReplayed(error) });
  if (error.type === 'StripeRateLimitError') return new ProcessorSilence(false, { cause: error });
  if (statusCode >= 400) return new ProcessorRefusal(codeOf(error), { cause: error });
  // A 2xx or 3xx whose body says error, or is no JSON.
  return new ProcessorSilence(true, { cause: error });
}

/** The issuer's word, else Stripe's. The SDK gives an empty text where a decline has no word of the issuer's. */
function codeOf({ decline_code: issuers, code, rawType }: Stripe.errors.StripeError): string {
  return [issuers, code, rawType].find((word) => word !== undefined && word !== '') ?? 'refused';
}

/** A stored answer: this key gives it for ever. docs.stripe.com/error-low-level#idempotency */
function isReplayed({ headers }: Stripe.errors.StripeError): boolean {
  return (headers as Readonly<Record<string, unknown>> | undefined)?.['idempotent-replayed'] === 'true';
}

function neverSent(error: Stripe.errors.StripeError): boolean {
  const code = (error.detail as { code?: unknown } | undefined)?.code;
  return error.type === 'StripeConnectionError' && typeof code === 'string' && NEVER_SENT.includes(code);
}

/** The intent that a card's refusal speaks of: a decline is something that happened to an intent. */
export function declinedIntent(error: unknown): string | undefined {
  const cause = error instanceof ProcessorRefusal ? error.cause : undefined;
  return isStripeError(cause) && cause.type === 'StripeCardError' ? cause.payment_intent?.id : undefined;
}
