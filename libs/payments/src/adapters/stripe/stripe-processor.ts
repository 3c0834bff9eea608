import type { Config } from '@plumbline/config';
import { type BalanceMovement, type Confirmation, type IntentRequest, PaymentProcessor, type PaymentSource, type ProcessorEvent, type TransferRequest } from '../../use-cases/payment-processor.js';
import { AfterSale } from './after-sale.js';
import { CardNames } from './card-facts.js';
import { Connect } from './connect.js';
import { Customers } from './customers.js';
import { Histories } from './events.js';
import { Intents } from './intents.js';
import type { StripeClient } from './stripe-client.js';

/** The processor is Stripe. Each line hands on; the parts stand beside this file. */
export class StripeProcessor extends PaymentProcessor {
  readonly #customers: Customers;
  readonly #intents: Intents;
  readonly #afterSale: AfterSale;
  readonly #connect: Connect;
  readonly #histories: Histories;

  constructor(client: StripeClient, config: Config) {
    super();
    const names = new CardNames(config.get('BLIND_INDEX_KEY'));
    this.#customers = new Customers(client, names);
    this.#intents = new Intents(client, names);
    this.#afterSale = new AfterSale(client);
    this.#connect = new Connect(client);
    this.#histories = new Histories(client);
  }

  override createCustomer = (operationId: string, businessId: string) => this.#customers.create(operationId, businessId);
  override readSource = (customerId: string | undefined, source: PaymentSource) => this.#customers.readSource(customerId, source);
  override listSavedMethods = (customerId: string) => this.#customers.listSaved(customerId);
  override removeSavedMethod = (operationId: string, methodId: string) => this.#customers.removeSaved(operationId, methodId);

  override createIntent = (operationId: string, request: IntentRequest) => this.#intents.create(operationId, request);
  override confirmIntent = (operationId: string, intentId: string, confirmation: Confirmation) => this.#intents.confirm(operationId, intentId, confirmation);
  override captureIntent = (operationId: string, intentId: string) => this.#intents.capture(operationId, intentId);
  override cancelIntent = (operationId: string, intentId: string) => this.#intents.cancel(operationId, intentId);
  override readIntent = (intentId: string) => this.#intents.read(intentId);
  override findIntent = (customerId: string, operationId: string, since: Date) => this.#intents.find(customerId, operationId, since);

  override refund = (operationId: string, request: { readonly refundId: string; readonly chargeId: string; readonly amount: number }) => this.#afterSale.refund(operationId, request);
  override readRefund = (refundId: string) => this.#afterSale.readRefund(refundId);
  override listRefunds = (chargeId: string) => this.#afterSale.listRefunds(chargeId);
  override readDispute = (disputeId: string) => this.#afterSale.readDispute(disputeId);
  override answerDispute = (operationId: string, disputeId: string, evidence: { readonly text: string }) => this.#afterSale.answerDispute(operationId, disputeId, evidence);
  override readWarning = (warningId: string) => this.#afterSale.readWarning(warningId);

  override transfer = (operationId: string, request: TransferRequest) => this.#connect.transfer(operationId, request);
  override reverseTransfer = (operationId: string, transferId: string, amount: number) => this.#connect.reverse(operationId, transferId, amount);
  override readTransfer = (transferId: string) => this.#connect.readTransfer(transferId);
  override findTransfer = (paymentId: string, operationId: string) => this.#connect.findTransfer(paymentId, operationId);
  override createAccount = (operationId: string, businessId: string) => this.#connect.createAccount(operationId, businessId);
  override readAccount = (accountId: string) => this.#connect.readAccount(accountId);
  override onboardingUrl = (accountId: string, urls: { readonly returnUrl: string; readonly refreshUrl: string }) => this.#connect.onboardingUrl(accountId, urls);

  override listEvents = (since: Date): AsyncIterable<ProcessorEvent> => this.#histories.events(since);
  override listMovements = (since: Date): AsyncIterable<BalanceMovement> => this.#histories.movements(since);
}
