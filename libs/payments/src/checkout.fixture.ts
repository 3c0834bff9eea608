import { randomUUID } from 'node:crypto';
import type { Agreement } from '@plumbline/marketplace';
import { type RequestContext, runInRequest } from '@plumbline/observability';
import { PaymentsRepository } from './data/payments.repository.js';
import { TERMS_VERSION } from './domain/fee-policy.js';
import type { PaymentsWorld } from './payments-world.fixture.js';
import { CreatePayment, type Payer, type PaymentOrder } from './use-cases/create-payment.js';
import { PaymentProcessor } from './use-cases/payment-processor.js';
import { PaymentWriter, type Versioned } from './use-cases/payment-writer.js';

/** A payer who is asked for their second factor by nobody. */
export const payerOf = (world: PaymentsWorld): Payer => ({ principal: world.client.who, clientAddress: '203.0.113.9' });

/** What a payer sends for an agreement. */
export async function orderFor(world: PaymentsWorld, agreement: Agreement, { card, ...changes }: Partial<PaymentOrder> & { readonly card?: string } = {}): Promise<PaymentOrder> {
  const confirmationToken = changes.savedMethodId === undefined ? { confirmationToken: changes.confirmationToken ?? (await world.token(card)) } : {};
  const { proposalId, amount, currency } = agreement;
  return { proposalId, amount, currency, saveMethod: false, billing: { name: 'Ada Lovell', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' }, termsVersion: TERMS_VERSION, ...confirmationToken, ...changes };
}

/** Runs work as one run of a request under an Idempotency-Key. @param effectId what all runs of the request share. @param budgetMs of the request. */
export function asRun<T>(effectId: string, work: () => Promise<T>, budgetMs = Infinity): Promise<T> {
  const context: RequestContext = {
    id: randomUUID(), traceId: '0'.repeat(32), spanId: '0'.repeat(16), sampled: false, principal: null, effectId,
    deadlineAt: performance.now() + budgetMs, abortSignal: () => new AbortController().signal, abort: () => undefined,
  };
  return runInRequest(context, work);
}

/** Makes a payment under a key of its own. */
export async function pay(world: PaymentsWorld, changes: Partial<PaymentOrder> & { readonly card?: string; readonly agreement?: Agreement } = {}): Promise<Versioned> {
  const { agreement = world.agree(), ...rest } = changes;
  const order = await orderFor(world, agreement, rest);
  return asRun(randomUUID(), () => world.get(CreatePayment).execute(payerOf(world), order));
}

/** What the emulator has of a proposal. */
export async function intentsOf(world: PaymentsWorld, proposalId: string) {
  const { data } = await world.emulator.stripe.paymentIntents.list({ limit: 100 });
  return data.filter(({ metadata }) => metadata['proposalId'] === proposalId);
}

/** The payer answers their bank. */
export async function answerChallenge({ payment }: Versioned, answer: 'complete' | 'fail'): Promise<string | null> {
  const url = new URL(payment.nextAction?.redirectUrl ?? '');
  const body = new URLSearchParams({ client_secret: url.searchParams.get('client_secret') ?? '', answer });
  const response = await fetch(`${url.origin}${url.pathname}`, { method: 'POST', body, redirect: 'manual' });
  return response.headers.get('location');
}

/** The process dies. */
export class Killed extends Error {}

/**
 * Tells each write of a payment and each call of the processor, before and after, and dies at one of them.
 * @returns `end` to have it as it was, and the points that were passed.
 */
export function dieAt(world: PaymentsWorld, point: number): { readonly passed: string[]; end(): void } {
  const passed: string[] = [];
  const pass = (name: string): void => {
    passed.push(name);
    if (passed.length - 1 === point) throw new Killed(name);
  };
  const ends = [
    wrap(world.get(PaymentWriter), ['insert'], pass),
    wrap(world.get(PaymentsRepository), ['update'], pass),
    wrap(world.get(PaymentProcessor), ['createCustomer', 'readSource', 'createIntent', 'confirmIntent', 'captureIntent', 'cancelIntent'], pass),
  ];
  return { passed, end: () => ends.forEach((end) => end()) };
}

function wrap(target: object, methods: readonly string[], pass: (point: string) => void): () => void {
  const members = target as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const own = methods.filter((method) => Object.hasOwn(target, method));
  const before = Object.fromEntries(methods.map((method) => [method, members[method]]));
  for (const method of methods) {
    const inner = members[method] as (...args: unknown[]) => Promise<unknown>;
    members[method] = async (...args) => {
      pass(`before ${method}`);
      const result = await inner.apply(target, args);
      pass(`after ${method}`);
      return result;
    };
  }
  return () => {
    for (const method of methods) {
      if (own.includes(method)) members[method] = before[method] as (...args: unknown[]) => Promise<unknown>;
      else Reflect.deleteProperty(members, method);
    }
  };
}
