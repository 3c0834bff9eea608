import { metricsRegistry } from '@plumbline/observability';
import { Counter, Gauge } from 'prom-client';

const registers = [metricsRegistry];

/** Attempts to pay, by what was decided of them; `tampered` had another amount or currency than was agreed on. */
export const paymentAttempts = new Counter({ name: 'plumbline_payment_attempts_total', help: 'Attempts to pay by what was decided: frictionless, challenge, deny; tampered: another amount or currency than was agreed on; on the issuer\'s results, held: kept for people to look at, let_go: cancelled.', labelNames: ['outcome'], registers });

/** What was asked of the processor. */
export const paymentOperations = new Counter({ name: 'plumbline_payment_operations_total', help: 'Operations at the processor by kind and outcome: succeeded, refused, unknown (no answer that tells), postponed (certainly not begun; sent again), superseded (proven absent; a successor is sent).', labelNames: ['kind', 'outcome'], registers });

/** By the process that settles them, every 5 s, up to 1,000; 0 in the others. */
export const operationsUnsettled = new Gauge({ name: 'plumbline_payment_operations_unsettled', help: 'Payments with an operation whose outcome nobody knew in time, counted up to 1000; by the process that settles them.', registers });

/** Events of the processor, as they come and as they end. */
export const stripeEvents = new Counter({ name: 'plumbline_stripe_events_total', help: 'Events of Stripe by outcome: received, duplicate, missed (found by the hourly sweep), refused (signature or body), applied, ignored (it means nothing here), parked (about something that is not known yet, or contradicts what is), given_up (about something of ours that was never found).', labelNames: ['outcome'], registers });

export const parkedEvents = new Gauge({ name: 'plumbline_stripe_events_parked', help: 'Events of Stripe that wait for what they are about, counted up to 10000; by each process that runs jobs.', registers });

/** A backlog: the workers do not keep up, or are not there. */
export const receivedEvents = new Gauge({ name: 'plumbline_stripe_events_waiting', help: 'Events of Stripe that were taken in and have had no effect yet, counted up to 10000; by each process that runs jobs.', registers });

export const oldestEvent = new Gauge({ name: 'plumbline_stripe_events_oldest_seconds', help: 'Age of the oldest event of Stripe that has had no effect yet, in seconds; 0 when there is none; by each process that runs jobs.', registers });

export const ledgerDifferences = new Gauge({ name: 'plumbline_ledger_differences', help: 'Open differences between the books and the balance at Stripe, or the journal, counted up to 1000; any is an incident (P0); by each process that runs jobs.', registers });

export const transfersFrozen = new Gauge({ name: 'plumbline_transfers_frozen', help: '1 while no money goes to providers, by an admin\'s or the system\'s own decision; by each process that runs jobs.', registers });
