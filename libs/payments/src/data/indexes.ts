import { type IndexDefinition, unrelayedIndex } from '@plumbline/database';

export const PAYMENTS = 'payments';
export const PAYMENT_CUSTOMERS = 'payment_customers';
export const PAYMENT_ATTEMPTS = 'payment_attempts';
export const PAYMENT_QUOTES = 'payment_quotes';
export const INVOICES = 'invoices';
export const PAYOUT_ACCOUNTS = 'payout_accounts';
export const LEDGER_ENTRIES = 'ledger_entries';

export const STRIPE_EVENTS = 'stripe_events';
export const PAYMENT_SWITCHES = 'payment_switches';
export const PAYMENT_SWEEPS = 'payment_sweeps';
export const LEDGER_DIFFERENCES = 'ledger_differences';

/** Indexes of all collections of payments; migration 0014 makes them. */
export const PAYMENT_INDEXES: readonly IndexDefinition[] = [
  { collection: PAYMENTS, name: 'payments_live_proposal', keys: { proposalId: 1 }, options: { unique: true, partialFilterExpression: { live: true } }, serves: 'one live payment a proposal (invariant 2)' },
  { collection: PAYMENTS, name: 'payments_proposal', keys: { proposalId: 1, _id: -1 }, serves: 'the payments of a proposal, when its request is completed or disputed' },
  { collection: PAYMENTS, name: 'payments_client', keys: { clientBusinessId: 1, _id: -1 }, serves: 'the payments that a firm made, newest first' },
  { collection: PAYMENTS, name: 'payments_provider', keys: { providerBusinessId: 1, _id: -1 }, serves: 'the payments that a provider earns, newest first' },
  { collection: PAYMENTS, name: 'payments_intent', keys: { intentId: 1 }, options: { unique: true, partialFilterExpression: { intentId: { $exists: true } } }, serves: 'the payment that an event of the processor is about; an intent belongs to one payment' },
  { collection: PAYMENTS, name: 'payments_charge', keys: { chargeId: 1 }, options: { unique: true, partialFilterExpression: { chargeId: { $exists: true } } }, serves: 'the payment that a refund, dispute or warning is about' },
  { collection: PAYMENTS, name: 'payments_unsettled', keys: { unsettledSince: 1 }, options: { partialFilterExpression: { unsettledSince: { $exists: true } } }, serves: 'operations without an outcome, oldest first' },
  { collection: PAYMENTS, name: 'payments_held', keys: { state: 1, authorisedAt: 1, _id: 1 }, options: { partialFilterExpression: { state: 'authorised' } }, serves: 'authorisations that were not captured, oldest first' },
  { collection: PAYMENTS, name: 'payments_transfer_due', keys: { 'transfer.dueAt': 1 }, options: { partialFilterExpression: { 'transfer.state': 'waiting' } }, serves: 'transfers whose hold is over' },
  { collection: PAYMENTS, name: 'payments_disputed', keys: { 'disputes.evidenceDueBy': 1 }, options: { partialFilterExpression: { 'disputes.state': 'open' } }, serves: 'disputes that a bank has not decided on, the first due first' },
  { collection: PAYMENTS, name: 'payments_warned', keys: { 'warnings.at': 1 }, options: { partialFilterExpression: { 'warnings.actionable': true } }, serves: 'early-fraud warnings that somebody can act on, oldest first' },
  { collection: PAYMENTS, name: 'payments_owed', keys: { owedByProvider: -1 }, options: { partialFilterExpression: { owedByProvider: { $exists: true } } }, serves: 'what providers owe us, the most first' },
  { collection: PAYMENTS, name: 'payments_booked', keys: { bookedAt: 1, _id: 1 }, options: { partialFilterExpression: { bookedAt: { $exists: true } } }, serves: 'payments whose books have changed since a moment, for the comparison with the journal' },
  { collection: PAYMENTS, name: 'payments_transfer_people', keys: { 'transfer.dueAt': 1 }, options: { partialFilterExpression: { 'transfer.waitsFor': 'people' } }, serves: 'transfers that were given up and wait for people' },
  { collection: PAYMENTS, name: 'payments_refund_given_up', keys: { refundGivenUpAt: 1 }, options: { partialFilterExpression: { refundGivenUpAt: { $exists: true } } }, serves: 'what was paid for cancelled work and waits for people to give it back' },
  unrelayedIndex(PAYMENTS),
  unrelayedIndex(PAYMENT_CUSTOMERS),
  { collection: PAYMENT_ATTEMPTS, name: 'payment_attempts_old', keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 }, serves: 'removal after 90 days' },
  unrelayedIndex(PAYMENT_ATTEMPTS),
  { collection: PAYMENT_QUOTES, name: 'payment_quotes_old', keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 }, serves: 'removal after a day' },
  { collection: INVOICES, name: 'invoices_payment', keys: { paymentId: 1 }, options: { unique: true }, serves: 'one invoice a payment, however often its capture is told' },
  { collection: INVOICES, name: 'invoices_sequence', keys: { year: 1, sequence: -1 }, options: { unique: true }, serves: 'the last number of a year' },
  { collection: PAYOUT_ACCOUNTS, name: 'payout_accounts_account', keys: { accountId: 1 }, options: { unique: true, partialFilterExpression: { accountId: { $exists: true } } }, serves: 'the provider that an event about an account is about' },
  unrelayedIndex(PAYOUT_ACCOUNTS),
  { collection: LEDGER_ENTRIES, name: 'ledger_entries_payment', keys: { paymentId: 1, seq: 1 }, options: { unique: true }, serves: 'the journal of a payment, and its comparison with the payment' },
  { collection: LEDGER_ENTRIES, name: 'ledger_entries_source', keys: { source: 1, kind: 1 }, serves: 'the entry of a movement of the processor\'s balance' },
  { collection: STRIPE_EVENTS, name: 'stripe_events_due', keys: { dueAt: 1 }, options: { partialFilterExpression: { dueAt: { $exists: true } } }, serves: 'events that are to be applied, the longest due first' },
  { collection: STRIPE_EVENTS, name: 'stripe_events_parked', keys: { state: 1, receivedAt: 1 }, options: { partialFilterExpression: { state: 'parked' } }, serves: 'events that wait for what they are about, the oldest first' },
  { collection: STRIPE_EVENTS, name: 'stripe_events_received', keys: { state: 1, receivedAt: 1 }, options: { partialFilterExpression: { state: 'received' } }, serves: 'events that have had no effect yet: how many, and how old the oldest is' },
  { collection: STRIPE_EVENTS, name: 'stripe_events_given_up', keys: { state: 1, receivedAt: 1 }, options: { partialFilterExpression: { state: 'given_up' } }, serves: 'events about something of ours that was never found' },
  { collection: STRIPE_EVENTS, name: 'stripe_events_mentions', keys: { mentions: 1 }, serves: 'what was heard of a payment\'s objects' },
  { collection: STRIPE_EVENTS, name: 'stripe_events_old', keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 }, serves: 'removal 45 days after an event is over' },
  { collection: LEDGER_ENTRIES, name: 'ledger_entries_at', keys: { at: 1, _id: 1 }, serves: 'what was booked in a while, for the comparison with the processor' },
  { collection: LEDGER_DIFFERENCES, name: 'ledger_differences_open', keys: { state: 1, at: 1 }, options: { partialFilterExpression: { state: 'open' } }, serves: 'differences that are not resolved, the oldest first' },
  unrelayedIndex(LEDGER_DIFFERENCES),
  unrelayedIndex(PAYMENT_SWITCHES),
];
