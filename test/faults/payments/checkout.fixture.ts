import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpAnswer } from '../../fixtures/http-client.js';
import { json, type Person } from '../../fixtures/people.js';
import type { Agreed } from './parties.fixture.js';
import type { PaymentsStack } from './stack.fixture.js';

const ANSWER_WITHIN_MS = 120_000;
const STATE_WITHIN_MS = 120_000;
const PAUSE_MS = 25;
const REFUND = 60_000;
const BILLING = { name: 'Ada Lovelace', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' };
/** Nobody knows how the request ended, or it is still under way. */
const TRY_AGAIN: readonly number[] = [502, 503, 504];

/** A payment as its client sees it; what the paths look at. */
interface PaymentSeen {
  readonly id: string;
  readonly state: string;
  readonly invoiceNumber?: string;
  readonly refunded: number;
  readonly nextAction?: { readonly redirectUrl: string };
}

/**
 * The ways through a checkout. `answers`: a decline and another card; what happens is known by the processor's answers, but for a refund
 * that a bank takes its time for, which only an event tells of. `events`: 3-D Secure on the issuer's page, behind which the payer closes
 * the window: only events tell that the money is held.
 */
export const PATHS = ['answers', 'events'] as const;
export type Path = (typeof PATHS)[number];

/** A client that gives a request up only when it has an answer, and repeats it under the same key until then. */
export class PatientClient {
  constructor(private readonly stack: PaymentsStack) {}

  /** @throws Error when the answer is a refusal, or there is none in time. */
  async send<T>(person: Person, method: string, path: string, body?: unknown, key: string = randomUUID()): Promise<T> {
    const headers = { authorization: `Bearer ${person.token}`, ...(method === 'POST' ? { 'idempotency-key': key } : {}) };
    const deadline = performance.now() + ANSWER_WITHIN_MS;
    while (performance.now() < deadline) {
      await delay(PAUSE_MS);
      await this.stack.revived();
      // Refused, reset, or ended in the middle: whoever gave no answer may have done it.
      const answer = await this.stack.http.send(json(method, `/api/v1/${path}`, body, headers)).catch(() => undefined);
      if (answer === undefined || isOpen(answer)) continue;
      if (answer.status < 300) return answer.json as T;
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
    throw new Error(`${method} ${path}: no answer within ${ANSWER_WITHIN_MS} ms.`);
  }
}

function isOpen({ status, json: body }: HttpAnswer): boolean {
  return TRY_AGAIN.includes(status) || (status === 409 && (body as { code?: string }).code === 'REQUEST_IN_PROGRESS');
}

/** One checkout from the order to the reversal of a part, by two people with patience. */
export class Checkout {
  readonly #client: PatientClient;
  #paymentId = '';

  /** @param settled what is waited for between the steps. */
  constructor(
    private readonly stack: PaymentsStack,
    private readonly agreed: Agreed,
    private readonly settled: () => Promise<void>,
  ) {
    this.#client = new PatientClient(stack);
  }

  /** @returns the payment's id. */
  async run(path: Path | 'disputed'): Promise<string> {
    if (path === 'disputed') return this.#dispute();
    await (path === 'answers' ? this.#payAtSecondTry() : this.#payWithChallenge());
    await this.settled();
    await this.#until(({ state, invoiceNumber }) => state === 'captured' && invoiceNumber !== undefined);
    await this.#work();
    await this.settled();
    await this.#client.send(this.agreed.payee, 'POST', `payments/${this.#paymentId}/refunds`, { amount: REFUND, reason: 'quality' });
    await this.settled();
    await this.#refunded();
    await this.settled();
    return this.#paymentId;
  }

  /** Pays; then a card network warns, and the cardholder disputes: the bank decides for the provider. @returns the payment's id. */
  async #dispute(): Promise<string> {
    const { emulator } = this.stack;
    await this.#create('pm_card_visa');
    await this.settled();
    await this.#until(({ state, invoiceNumber }) => state === 'captured' && invoiceNumber !== undefined);
    const charge = String((await this.stack.collection('payments').findOne({ _id: this.#paymentId }))?.['chargeId']);
    await emulator.post('early-fraud-warnings', { charge });
    await emulator.post('disputes', { charge });
    await this.settled();
    const [dispute] = (await emulator.stripe.disputes.list({ charge })).data;
    await emulator.stripe.disputes.update((dispute as { id: string }).id, { evidence: { uncategorized_text: 'winning_evidence' }, submit: true });
    await this.settled();
    return this.#paymentId;
  }

  async #payAtSecondTry(): Promise<void> {
    await this.#create('pm_card_chargeDeclined');
    await this.#until(({ state }) => state === 'declined');
    const confirmationToken = await this.stack.emulator.token('pm_card_pendingRefund');
    await this.#client.send(this.agreed.payer, 'POST', `payments/${this.#paymentId}/confirm`, { confirmationToken });
  }

  async #payWithChallenge(): Promise<void> {
    await this.#create('pm_card_threeDSecure2Required');
    const { nextAction } = await this.#until(({ nextAction: next }) => next !== undefined);
    const page = new URL((nextAction as { redirectUrl: string }).redirectUrl);
    const body = new URLSearchParams({ client_secret: page.searchParams.get('client_secret') ?? '', answer: 'complete' });
    const answer = await fetch(`${page.origin}${page.pathname}`, { method: 'POST', redirect: 'manual', body });
    if (answer.status !== 303) throw new Error(`3-D Secure: ${answer.status} ${await answer.text()}`);
  }

  async #create(card: string): Promise<void> {
    const { payer, proposalId, amount } = this.agreed;
    const quote = await this.#client.send<{ termsVersion: string; currency: string }>(payer, 'POST', 'payments/quote', { proposalId });
    const order = { proposalId, amount, currency: quote.currency, confirmationToken: await this.stack.emulator.token(card), billing: BILLING, termsVersion: quote.termsVersion };
    this.#paymentId = (await this.#client.send<PaymentSeen>(payer, 'POST', 'payments', order)).id;
  }

  async #work(): Promise<void> {
    const { payer, payee, serviceRequestId } = this.agreed;
    await this.#client.send(payee, 'POST', `service-requests/${serviceRequestId}/deliver`, { note: 'The plan.', links: [] });
    await this.#client.send(payer, 'POST', `service-requests/${serviceRequestId}/complete`);
  }

  /** A bank may take a second for it. */
  async #refunded(): Promise<void> {
    const deadline = performance.now() + STATE_WITHIN_MS;
    while ((await this.#seen()).refunded < REFUND) {
      if (performance.now() > deadline) throw new Error('The refund is not through.');
      await delay(PAUSE_MS);
      await this.stack.deliver();
    }
  }

  #seen(): Promise<PaymentSeen> {
    return this.#client.send<PaymentSeen>(this.agreed.payer, 'GET', `payments/${this.#paymentId}`);
  }

  async #until(isSo: (seen: PaymentSeen) => boolean): Promise<PaymentSeen> {
    const deadline = performance.now() + STATE_WITHIN_MS;
    for (;;) {
      const seen = await this.#seen();
      if (isSo(seen)) return seen;
      if (performance.now() > deadline) throw new Error(`The payment is still ${seen.state}: ${JSON.stringify(seen)}`);
      await this.stack.look();
      await delay(PAUSE_MS);
    }
  }
}
