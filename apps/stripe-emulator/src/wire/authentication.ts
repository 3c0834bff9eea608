import { StripeRefusal } from '../errors.ts';

export interface Caller {
  /** Publishable keys may do little: anyone who opens the shop's page knows them. */
  readonly publishable: boolean;
}

const REQUIRED = "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.";

/**
 * Reads the key from `Bearer` or from the user of `Basic`. Any `sk_test_…`, `rk_test_…` and `pk_test_…` will do: nothing here is secret.
 * @throws StripeRefusal 401, 403 for a live key, so that nobody sends one here twice
 */
export function callerOf(authorization: string | undefined): Caller {
  const key = keyOf(authorization);
  if (key === undefined || key === '') throw refusal(401, REQUIRED);
  if (/^(sk|rk|pk)_live_/.test(key)) throw refusal(403, 'This is an emulator: it refuses live keys. Take the key out of your configuration and roll it if this machine should not know it.');
  if (/^pk_test_/.test(key)) return { publishable: true };
  if (/^(sk|rk)_test_/.test(key)) return { publishable: false };
  throw refusal(401, `Invalid API Key provided: ${key.slice(0, 4)}${'*'.repeat(Math.max(0, Math.min(key.length - 8, 20)))}${key.length > 8 ? key.slice(-4) : ''}`);
}

function keyOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const space = authorization.indexOf(' ');
  const scheme = authorization.slice(0, space).toLowerCase();
  const value = authorization.slice(space + 1).trim();
  if (scheme === 'bearer') return value;
  if (scheme === 'basic') return Buffer.from(value, 'base64').toString('utf8').split(':')[0];
  return undefined;
}

export function refuseSecretOperation(): StripeRefusal {
  return refusal(401, 'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.');
}

function refusal(status: number, message: string): StripeRefusal {
  return new StripeRefusal(status, { type: 'invalid_request_error', message }, false);
}
