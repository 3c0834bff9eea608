import Stripe from 'stripe';
import { ALL_OPERATIONS, type Operation } from './operations.ts';

/** A request and the answer to it, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** undefined for an address that is no operation. */
  readonly operation: Operation | undefined;
  readonly status: number;
  readonly body: unknown;
  /** What of the answer's headers is not as Stripe sends them, a sentence each. */
  readonly headerFaults: readonly string[];
}

/** Stripe's SDK, talking to one of the two servers, with a record of what it said and heard. */
export interface Party {
  readonly stripe: Stripe;
  /** Everything said since the last call of it. */
  readonly take: () => Exchange[];
}

const PATTERNS = ALL_OPERATIONS.map((operation) => {
  const [method = '', path = ''] = operation.split(' ');
  return { operation, method, fixed: !path.includes('{'), pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) };
}).sort((one, other) => Number(other.fixed) - Number(one.fixed));

/** Which operation a request is. */
export function operationOf(method: string, path: string): Operation | undefined {
  return PATTERNS.find((candidate) => candidate.method === method && candidate.pattern.test(path))?.operation;
}

/**
 * @param address such as `http://127.0.0.1:3010`
 * @param key a secret test key, or a publishable one
 */
export function partyAt(address: string, key = 'sk_test_conformance'): Party {
  const { hostname, port } = new URL(address);
  let said: Exchange[] = [];
  const recording: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    const body: unknown = await response.clone().json().catch(() => null);
    said.push({ method, path: url.pathname, operation: operationOf(method, url.pathname), status: response.status, body, headerFaults: headerFaults(new Headers(init?.headers), response.headers) });
    return response;
  };
  const stripe = new Stripe(key, { host: hostname, port: Number(port), protocol: 'http', maxNetworkRetries: 0, telemetry: false, httpClient: Stripe.createFetchHttpClient(recording) });
  return {
    stripe,
    take: () => {
      const taken = said;
      said = [];
      return taken;
    },
  };
}

/** https://docs.stripe.com/api/request_ids; the key (https://docs.stripe.com/api/idempotent_requests) and the version that were sent come back. */
function headerFaults(sent: Headers, got: Headers): string[] {
  const echoed = ['idempotency-key', 'stripe-version'].filter((name) => sent.has(name) && sent.get(name) !== got.get(name));
  return [
    ...(/^req_\w+$/.test(got.get('request-id') ?? '') ? [] : ['the header Request-Id names no request']),
    ...(got.get('content-type')?.startsWith('application/json') ? [] : ['the header Content-Type is not application/json']),
    ...echoed.map((name) => `the header ${name} does not come back`),
  ];
}
