import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from './emulator.ts';

export const RETURN_URL = 'https://shop.example/return';
export const SECRET = 'whsec_of_the_tests';

/** An emulator with a client of the real SDK. */
export interface Rig {
  readonly emulator: RunningEmulator;
  readonly stripe: Stripe;
  /** A request with nothing of the SDK in between. */
  raw(method: string, path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<{ status: number; headers: Headers; body: RawBody }>;
  door(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface RawBody {
  readonly id?: string;
  readonly error?: { readonly type?: string; readonly code?: string; readonly param?: string; readonly message?: string };
  readonly [name: string]: unknown;
}

export async function startRig(options: EmulatorOptions = {}): Promise<Rig> {
  const emulator = await startEmulator({ port: 0, ...options });
  return rigOn(emulator);
}

export function clientOf(port: number, key = 'sk_test_of_the_tests'): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
}

export function rigOn(emulator: RunningEmulator): Rig {
  return {
    emulator,
    stripe: clientOf(emulator.port),
    raw: async (method, path, form, headers = {}) => {
      const answer = await fetch(`${emulator.url}${path}`, { method, headers: { authorization: 'Bearer sk_test_raw', ...headers }, ...(form && { body: new URLSearchParams(form) }) });
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as RawBody };
    },
    door: async (method, path, body) => {
      const answer = await fetch(`${emulator.url}/_emulator${path}`, { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
      return (await answer.json()) as Record<string, unknown>;
    },
    close: () => emulator.close(),
  };
}

/** What an intent needs so that a card is charged without a page to come back to. */
export const NO_REDIRECTS = { enabled: true, allow_redirects: 'never' } as const;

export function payment(card: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}): Stripe.PaymentIntentCreateParams {
  return { amount: 10_000, currency: 'usd', confirm: true, payment_method: card, automatic_payment_methods: NO_REDIRECTS, expand: ['latest_charge'], ...more };
}

/** The charge of an intent that was asked for with `expand: ['latest_charge']`. */
export function chargeOf(intent: Stripe.PaymentIntent): Stripe.Charge {
  if (intent.latest_charge === null || typeof intent.latest_charge === 'string') throw new Error('latest_charge was not expanded.');
  return intent.latest_charge;
}

/** The id of what a field names, expanded or not. */
export function idOf(field: string | { readonly id: string } | null): string {
  if (field === null) throw new Error('There is nothing.');
  return typeof field === 'string' ? field : field.id;
}

/** Runs what must be refused by Stripe. */
export async function refusalOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** Answers the page to which an intent's next action leads, as a browser would. */
export async function answerPage(url: string, answer: string): Promise<URL> {
  const page = await fetch(url);
  const html = await page.text();
  if (!html.includes(`value="${answer}"`)) throw new Error(`The page has no button ${answer}.`);
  const address = new URL(url);
  const done = await fetch(`${address.origin}${address.pathname}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer, client_secret: address.searchParams.get('client_secret') ?? '' }) });
  const location = done.headers.get('location');
  if (location === null) throw new Error(`The page answered ${done.status}.`);
  return new URL(location);
}

/** Waits for a condition, up to a deadline. */
export async function until<T>(probe: () => T | undefined | Promise<T | undefined>, what: string, deadlineMs = 10_000): Promise<T> {
  for (const end = Date.now() + deadlineMs; Date.now() < end;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Waited in vain: ${what}.`);
}

/** An endpoint that takes webhooks, checks their signature with the SDK and keeps them. */
export interface Receiver {
  readonly url: string;
  readonly events: Stripe.Event[];
  /** Every request, also one that was answered with a failure. */
  readonly attempts: { readonly body: string; readonly signature: string }[];
  /** The status of the next answers. */
  status: number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const stripe = new Stripe('sk_test_receiver');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const signature = String(request.headers['stripe-signature']);
      receiver.attempts.push({ body, signature });
      if (receiver.status < 300) receiver.events.push(stripe.webhooks.constructEvent(body, signature, SECRET));
      response.writeHead(receiver.status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`, events: [], attempts: [], status: 200,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return receiver;
}
