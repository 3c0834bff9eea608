import { Module } from '@nestjs/common';
import { BusinessesModule } from '@plumbline/businesses';
import { Clock, Config } from '@plumbline/config';
import { MarketplaceModule } from '@plumbline/marketplace';
import { CautiousRiskDecision } from './adapters/cautious-risk-decision.js';
import { StripeCheck } from './adapters/stripe/stripe-check.js';
import { StripeClient } from './adapters/stripe/stripe-client.js';
import { StripeProcessor } from './adapters/stripe/stripe-processor.js';
import { StripeWebhooks } from './adapters/stripe/stripe-webhooks.js';
import { AFTER_SALE, AFTER_SALE_CONTROLLERS } from './after-sale.providers.js';
import { LedgerDifferencesRepository } from './data/ledger-differences.repository.js';
import { PaymentAttemptsRepository } from './data/payment-attempts.repository.js';
import { PaymentCustomersRepository } from './data/payment-customers.repository.js';
import { PaymentQuotesRepository } from './data/payment-quotes.repository.js';
import { PaymentSweepsRepository } from './data/payment-sweeps.repository.js';
import { PaymentSwitchesRepository } from './data/payment-switches.repository.js';
import { PaymentsRepository } from './data/payments.repository.js';
import { PayoutAccountsRepository } from './data/payout-accounts.repository.js';
import { StripeEventsRepository } from './data/stripe-events.repository.js';
import { CheckoutController } from './http/checkout.controller.js';
import { PaymentOperationsController } from './http/payment-operations.controller.js';
import { PaymentsController } from './http/payments.controller.js';
import { ReturnPageController } from './http/return-page.controller.js';
import { StripeWebhooksController } from './http/stripe-webhooks.controller.js';
import { CaptureOnAuthorisation } from './jobs/capture-on-authorisation.js';
import { EventWorker } from './jobs/event-worker.js';
import { CompareBalanceDaily, FindMissedEventsHourly } from './jobs/processor-sweeps.js';
import { ReleaseAuthorisations } from './jobs/release-authorisations.js';
import { SettleOperationsJob } from './jobs/settle-operations.job.js';
import { AssessAttempt } from './use-cases/assess-attempt.js';
import { CompareBalance } from './use-cases/books/compare-balance.js';
import { NoteDifferences } from './use-cases/books/note-differences.js';
import { ResolveDifference } from './use-cases/books/resolve-difference.js';
import { CancelPayment } from './use-cases/cancel-payment.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { ConfirmPayment } from './use-cases/confirm-payment.js';
import { CountWhatWaits } from './use-cases/count-what-waits.js';
import { CreatePayment } from './use-cases/create-payment.js';
import { Customers } from './use-cases/customers.js';
import { ApplyDisputeEvents, ApplyRefundEvents, ApplyWarningEvents } from './use-cases/events/apply-after-sale-events.js';
import { ApplyAccountEvents, ApplyTransferEvents } from './use-cases/events/apply-connect-events.js';
import { ApplyEvent } from './use-cases/events/apply-event.js';
import { ApplyIntentEvents } from './use-cases/events/apply-intent-events.js';
import type { EventApplier } from './use-cases/events/event-applier.js';
import { EventAppliers } from './use-cases/events/event-appliers.js';
import { EventBell } from './use-cases/events/event-bell.js';
import { FindMissedEvents } from './use-cases/events/find-missed-events.js';
import { KnownPayments } from './use-cases/events/known-payments.js';
import { ReceiveEvent } from './use-cases/events/receive-event.js';
import { GetPayment } from './use-cases/get-payment.js';
import { ListPayments } from './use-cases/list-payments.js';
import { LivePayments } from './use-cases/live-payments.js';
import { OperationKinds } from './use-cases/operation-kinds.js';
import { AnswerDispute } from './use-cases/operations/answer-dispute.js';
import { CancelIntent } from './use-cases/operations/cancel-intent.js';
import { CaptureIntent } from './use-cases/operations/capture-intent.js';
import { ConfirmIntent } from './use-cases/operations/confirm-intent.js';
import { CreateIntent } from './use-cases/operations/create-intent.js';
import { CreateRefund } from './use-cases/operations/create-refund.js';
import { CreateTransfer } from './use-cases/operations/create-transfer.js';
import { ReverseTransfer } from './use-cases/operations/reverse-transfer.js';
import { Payable } from './use-cases/payable.js';
import { PaymentAccess } from './use-cases/payment-access.js';
import type { PaymentOperation } from './use-cases/payment-operation.js';
import { PaymentProcessor } from './use-cases/payment-processor.js';
import { ReadPaymentState } from './use-cases/payment-state.js';
import { PaymentSwitches } from './use-cases/payment-switches.js';
import { PaymentWriter } from './use-cases/payment-writer.js';
import { PayoutAccounts } from './use-cases/payout-accounts.js';
import { QuotePayment } from './use-cases/quote-payment.js';
import { Quotes } from './use-cases/quotes.js';
import { RefuseTampering } from './use-cases/refuse-tampering.js';
import { RiskDecision } from './use-cases/risk-decision.js';
import { RunOperation } from './use-cases/run-operation.js';
import { SavedMethods } from './use-cases/saved-methods.js';
import { SettleOperations } from './use-cases/settle-operations.js';
import { TransferGate } from './use-cases/transfer-gate.js';
import { WebhookReader } from './use-cases/webhook-reader.js';

const STORED = [PaymentsRepository, PaymentCustomersRepository, PaymentAttemptsRepository, PaymentQuotesRepository, PaymentWriter, PayoutAccountsRepository, PayoutAccounts];

/** What can be asked of the processor; a kind that is missing here keeps the service from starting. */
const KINDS = [CreateIntent, ConfirmIntent, CaptureIntent, CancelIntent, CreateRefund, CreateTransfer, ReverseTransfer, AnswerDispute];
const OPERATIONS = [...KINDS, { provide: OperationKinds, inject: KINDS, useFactory: (...kinds: PaymentOperation[]) => new OperationKinds(kinds) }, RunOperation, SettleOperations];

const CHECKOUT = [Payable, PaymentAccess, Customers, Quotes, AssessAttempt, RefuseTampering, LivePayments, QuotePayment, CreatePayment, ConfirmPayment, CancelPayment, CapturePayment, GetPayment, ListPayments, SavedMethods];
const JOBS = [CaptureOnAuthorisation, SettleOperationsJob, ReleaseAuthorisations];

/** What is done about which event of the processor. */
const APPLIERS = [ApplyIntentEvents, ApplyRefundEvents, ApplyDisputeEvents, ApplyWarningEvents, ApplyTransferEvents, ApplyAccountEvents];
const EVENTS = [
  { provide: WebhookReader, inject: [Config, Clock], useFactory: (config: Config, clock: Clock) => new StripeWebhooks(config, clock) },
  ...APPLIERS,
  { provide: EventAppliers, inject: APPLIERS, useFactory: (...appliers: EventApplier[]) => new EventAppliers(appliers) },
  StripeEventsRepository,
  KnownPayments,
  EventBell,
  ReceiveEvent,
  ApplyEvent,
  EventWorker,
  FindMissedEvents,
  FindMissedEventsHourly,
];

/** What is wrong, and what stops it. */
const WATCH = [
  PaymentSwitchesRepository,
  PaymentSwitches,
  { provide: TransferGate, useExisting: PaymentSwitches },
  LedgerDifferencesRepository,
  PaymentSweepsRepository,
  CompareBalance, NoteDifferences, ResolveDifference,
  CountWhatWaits,
  CompareBalanceDaily,
  ReadPaymentState,
  { provide: StripeCheck, inject: [StripeClient], useFactory: (client: StripeClient) => new StripeCheck(client) },
];

const PROCESSOR = [
  { provide: StripeClient, inject: [Config], useFactory: (config: Config) => new StripeClient(config) },
  { provide: PaymentProcessor, inject: [StripeClient, Config], useFactory: (client: StripeClient, config: Config) => new StripeProcessor(client, config) },
  { provide: RiskDecision, useClass: CautiousRiskDecision },
];

@Module({
  imports: [BusinessesModule, MarketplaceModule],
  controllers: [PaymentsController, CheckoutController, ReturnPageController, StripeWebhooksController, PaymentOperationsController, ...AFTER_SALE_CONTROLLERS],
  providers: [...STORED, ...PROCESSOR, ...EVENTS, ...WATCH, ...OPERATIONS, ...CHECKOUT, ...JOBS, ...AFTER_SALE],
  exports: [PaymentProcessor],
})
export class PaymentsModule {}
