import type { Config } from '@plumbline/config';
import { currentRequest, remainingMs } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type Stripe from 'stripe';
import { PAYMENT_PROBLEMS } from '../../domain/problems.js';
import { LONGEST_READ_MS, ProcessorRefusal, ProcessorSilence } from '../../use-cases/payment-processor.js';
import { toProcessorError } from './errors.js';

/** The most that a call may take that makes or changes something; Stripe itself gives up on an issuer within about 30 s. */
const CALL_MS = 30_000;
/** Of a request's budget, kept for writing down what Stripe answered. */
const RESERVE_MS = 750;
/** With less than this nothing is begun. */
const LEAST_MS = 250;

/** What a call is given beside its parameters. */
export type CallOptions = Pick<Stripe.RequestOptions, 'idempotencyKey'> & { readonly timeout: number };

export interface StripeClientOptions {
  /** In place of Node's own, for tests: who dials. */
  readonly httpClient?: Stripe.HttpClient;
}

/**
 * The SDK, and the one place that knows whom it talks to: Stripe, or an emulator of it by host, port and protocol. Nothing else depends
 * on which of the two it is. The SDK is loaded when it is first needed: it takes a third of a second, and many processes never pay.
 */
export class StripeClient {
  #sdk: Promise<Stripe> | undefined;

  constructor(
    private readonly config: Config,
    private readonly options: StripeClientOptions = {},
  ) {}

  /** Whether there is anybody to pay through. */
  get isConfigured(): boolean {
    return this.config.stripe !== undefined;
  }

  /**
   * A call that makes or changes something, under the operation's own idempotency key.
   * @throws ProcessorRefusal, ProcessorSilence; Problem PAYMENTS_OFF when Stripe is not configured.
   */
  async send<T>(operationId: string, call: (stripe: Stripe, options: CallOptions) => Promise<T>): Promise<T> {
    return this.#within(CALL_MS, (stripe, timeout) => call(stripe, { idempotencyKey: operationId, timeout }));
  }

  /**
   * A call that only reads.
   * @throws ProcessorRefusal; Problem DEPENDENCY_DOWN, PAYMENTS_OFF.
   */
  async read<T>(call: (stripe: Stripe, options: CallOptions) => Promise<T>): Promise<T> {
    try {
      return await this.#within(LONGEST_READ_MS, (stripe, timeout) => call(stripe, { timeout }));
    } catch (error) {
      throw asReadFailure(error);
    }
  }

  /** Every element of a list, page by page. @throws as `read`. */
  async *list<T>(call: (stripe: Stripe, options: CallOptions) => AsyncIterable<T>): AsyncIterable<T> {
    const stripe = await this.#stripe();
    try {
      yield* call(stripe, { timeout: budgetMs(LONGEST_READ_MS) });
    } catch (error) {
      throw asReadFailure(toProcessorError(error));
    }
  }

  async #within<T>(longestMs: number, call: (stripe: Stripe, timeout: number) => Promise<T>): Promise<T> {
    const stripe = await this.#stripe();
    const timeout = budgetMs(longestMs);
    const ending = new AbortController();
    try {
      // The SDK's timeout is one of silence: an answer that dribbles would never meet it, and it begins anew when a closed connection is tried again.
      return await Promise.race([call(stripe, timeout), expiry(timeout, ending.signal)]);
    } catch (error) {
      throw toProcessorError(error);
    } finally {
      ending.abort();
    }
  }

  #stripe(): Promise<Stripe> {
    this.#sdk ??= this.#connect();
    return this.#sdk;
  }

  async #connect(): Promise<Stripe> {
    const { stripe } = this.config;
    if (stripe === undefined) throw new Problem(PAYMENT_PROBLEMS.PAYMENTS_OFF, { detail: 'No payment processor is configured.' });
    const { default: Sdk } = await import('stripe');
    const where = stripe.emulatorUrl === undefined ? {} : addressOf(new URL(stripe.emulatorUrl));
    return new Sdk(stripe.key, { maxNetworkRetries: 0, telemetry: false, timeout: CALL_MS, ...this.options, ...where });
  }
}

function addressOf({ protocol, hostname, port }: URL): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  const isSecure = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (isSecure ? 443 : 80) : Number(port), protocol: isSecure ? 'https' : 'http' };
}

/** What a call may take now. @throws ProcessorSilence when too little is left to begin it. */
function budgetMs(longestMs: number): number {
  if (currentRequest() === undefined) return longestMs;
  const left = remainingMs(longestMs + RESERVE_MS) - RESERVE_MS;
  if (left < LEAST_MS) throw new ProcessorSilence(false, { cause: new Problem(PROBLEMS.DEADLINE_EXCEEDED) });
  return left;
}

function expiry(limitMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new ProcessorSilence(true, { cause: new Error(`No whole answer within ${limitMs} ms.`) })), limitMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

/**
 * A reading that belongs to a call that was executed. Where it fails, whatever Stripe says of it, the call was neither refused nor is it
 * as if it had not been: nobody knows how it went.
 * @throws ProcessorSilence
 */
export async function behindCall<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Problem || error instanceof ProcessorRefusal) throw new ProcessorSilence(true, { cause: error });
    throw error;
  }
}

/** Who only reads loses nothing by silence. */
function asReadFailure(error: unknown): unknown {
  return error instanceof ProcessorSilence ? new Problem(PROBLEMS.DEPENDENCY_DOWN, { detail: 'The payment processor gives no answer.', cause: error }) : error;
}
