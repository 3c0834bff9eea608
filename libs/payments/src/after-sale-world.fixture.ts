import { randomUUID } from 'node:crypto';
import { BusinessFacts } from '@plumbline/businesses';
import { type Config, SystemClock } from '@plumbline/config';
import { createIndexes, Database } from '@plumbline/database';
import type { Agreement, Agreements } from '@plumbline/marketplace';
import { openTestDatabase, testConfig } from '../../../test/fixtures/test-database.js';
import { PAYMENT_INDEXES } from './data/indexes.js';
import { PaymentsRepository } from './data/payments.repository.js';
import { observeIntent } from './domain/observe-intent.js';
import type { Payment } from './domain/payment.js';
import { intent, newPayment } from './domain/payment.fixture.js';
import { PaymentWriter } from './use-cases/payment-writer.js';

/** One process's repositories of payments, without HTTP, identity and the processor. */
export interface AfterSale {
  readonly database: Database;
  readonly payments: PaymentsRepository;
  readonly writer: PaymentWriter;
  /** Firms by their ids, as names. */
  readonly businesses: BusinessFacts;
  readonly agreements: Agreements;
  /** Stores a payment whose money is held or captured. */
  stored(status: 'requires_capture' | 'succeeded', changes?: Partial<Payment>): Promise<Payment>;
}

/** What the doors of other libraries say here of a firm and of an agreement. */
const businesses = { nameOf: (id: string) => Promise.resolve(`Firm ${id}`) } as unknown as BusinessFacts;
const agreements = { agreement: (proposalId: string) => Promise.resolve({ proposalId, title: 'Safety manual' } as Agreement) } as unknown as Agreements;

/** @param config of another such process, to join its database. */
export async function openAfterSale(config: Config = testConfig()): Promise<AfterSale> {
  const database = await openTestDatabase(config);
  await createIndexes(database.db, PAYMENT_INDEXES);
  const payments = new PaymentsRepository(database);
  const writer = new PaymentWriter(payments, new SystemClock());
  return {
    database, payments, writer, businesses, agreements,
    stored: async (status, changes = {}) => {
      const id = randomUUID();
      await writer.insert(newPayment({ id, proposalId: id, ...changes }), []);
      const seen = intent(status, { intentId: `pi_${id}`, chargeId: `ch_${id}`, processorFee: 1_480 });
      return (await writer.change(id, (payment, now) => observeIntent(payment, seen, now))).payment;
    },
  };
}
