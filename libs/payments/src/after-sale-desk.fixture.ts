import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { BusinessFacts } from '@plumbline/businesses';
import { type Mail, Mailer } from '@plumbline/mail';
import { toProcessorEvent } from './adapters/stripe/events.js';
import { TERMS_VERSION } from './domain/fee-policy.js';
import type { Payment } from './domain/payment.js';
import { EventWorker } from './jobs/event-worker.js';
import { HastenTransfers, SendDueTransfers } from './jobs/send-due-transfers.js';
import { FollowCancellations } from './jobs/follow-cancellations.js';
import { IssueInvoiceOnCapture } from './jobs/issue-invoice-on-capture.js';
import { KeepJournal } from './jobs/keep-journal.js';
import { ScheduleTransfers } from './jobs/schedule-transfers.js';
import { TakeBackShares } from './jobs/take-back-shares.js';
import { TellOfDisputes } from './jobs/tell-of-disputes.js';
import { TellPayee } from './jobs/tell-payee.js';
import type { PaymentsWorld, Raw } from './payments-world.fixture.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { CreatePayment } from './use-cases/create-payment.js';
import { ReceiveEvent } from './use-cases/events/receive-event.js';
import { GetPayoutAccount } from './use-cases/get-payout-account.js';
import { PaymentProcessor, type ProcessorEvent } from './use-cases/payment-processor.js';
import { StartOnboarding } from './use-cases/start-onboarding.js';

const HANDLERS = [IssueInvoiceOnCapture, FollowCancellations, KeepJournal, ScheduleTransfers, TakeBackShares, TellOfDisputes, TellPayee, HastenTransfers];
const NEVER = new AbortController().signal;
const BILLING = { name: 'Ada Lovell', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' } as const;

interface StoredEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly data: RelayedEvent['data'];
}

/** What is done behind a sale, in one process whose relay, jobs and webhooks run when a test says so. */
export class AfterSaleDesk {
  readonly mails: Mail[] = [];
  readonly #told = new Set<string>();

  constructor(readonly world: PaymentsWorld) {
    // Recorded as it is handed in; what becomes of it is libs/mail's.
    world.get(Mailer).queue = (mail) => {
      if (!this.mails.some(({ id }) => id === mail.id)) this.mails.push(mail);
      return Promise.resolve();
    };
    world.get(BusinessFacts).ownerEmail = (businessId) => Promise.resolve(`${businessId}@firms.test`);
  }

  /** A payment that was made and captured. @param card `pm_card_visa`, ... */
  async captured(card?: string, state: 'in_progress' | 'completed' = 'in_progress'): Promise<Payment> {
    const { world } = this;
    const { proposalId, amount, currency } = world.agree({ state });
    const order = { proposalId, amount, currency, confirmationToken: await world.token(card), saveMethod: false, billing: BILLING, termsVersion: TERMS_VERSION } as const;
    const { payment } = await world.get(CreatePayment).execute({ principal: world.client.who, clientAddress: undefined }, order);
    return (await world.get(CapturePayment).execute(payment.id)).payment;
  }

  /** The provider tells the processor all that it wants to know. */
  async onboarded(): Promise<void> {
    const { who, businessId } = this.world.provider;
    const url = await this.world.get(StartOnboarding).execute(who, businessId);
    await fetch(url, { method: 'POST', body: new URLSearchParams({ answer: 'complete' }), redirect: 'manual' });
    this.world.forward(3_000);
    await this.world.get(GetPayoutAccount).execute(who, businessId);
  }

  /** Hands on every event that stands in an outbox and was not handed on yet, until nothing follows from it. */
  async relay(): Promise<void> {
    const handlers: readonly EventHandler[] = HANDLERS.map((handler) => this.world.get<EventHandler>(handler));
    for (;;) {
      const events = (await this.#events()).filter(({ id }) => !this.#told.has(id));
      if (events.length === 0) return;
      for (const event of events) {
        this.#told.add(event.id);
        for (const handler of handlers.filter(({ types }) => types.includes(event.type))) await handler.handle(event);
      }
    }
  }

  /** Takes in what the processor has announced. */
  async hear(): Promise<void> {
    for await (const event of this.world.get(PaymentProcessor).listEvents(new Date(Date.now() - 3_600_000))) await this.world.get(ReceiveEvent).execute(event, 'webhook');
    for (const event of await this.connectEvents()) await this.world.get(ReceiveEvent).execute(event, 'webhook');
    while ((await this.world.get(EventWorker).drain()) > 0);
    await this.relay();
  }

  /** Sends what is due. */
  async send(): Promise<void> {
    await this.world.get(SendDueTransfers).run({}, { attempt: 1, signal: NEVER });
    await this.relay();
  }

  /** What happened to providers' accounts: webhooks alone tell a platform of that. */
  async connectEvents(): Promise<readonly ProcessorEvent[]> {
    const accounts = (await this.world.collection('payout_accounts').distinct('accountId')) as readonly string[];
    const lists = await Promise.all(accounts.map((stripeAccount: string) => this.world.emulator.stripe.events.list({ limit: 100 }, { stripeAccount })));
    return lists.flatMap(({ data }) => data.flatMap((event) => toProcessorEvent(event) ?? []));
  }

  async #events(): Promise<readonly RelayedEvent[]> {
    const found: RelayedEvent[] = [];
    for (const collection of ['payments', 'payout_accounts']) {
      for (const { _id, outbox } of (await this.world.collection(collection).find().toArray()) as (Raw & { readonly outbox?: readonly StoredEvent[] })[]) {
        for (const [place, event] of (outbox ?? []).entries()) found.push({ ...event, actor: 'system', id: `${collection}:${_id}:${event.seq}:${place}`, collection, objectId: _id });
      }
    }
    return found;
  }
}
