import { Collection, type Entry, type IndexKeys, type Stored } from './collection.ts';
import type { ConfirmationToken, Customer, Instrument, PaymentMethod, Token } from '../records/customers.ts';
import type { Delivery, IdempotentAnswer, Setting, StripeEvent, Task } from '../records/events.ts';
import type { Account, BalanceOwner, BalanceSum, BalanceTransaction, Dispute, EarlyFraudWarning, OnboardingLink, Transfer, TransferReversal } from '../records/money.ts';
import type { Charge, ChargeNote, PaymentIntent, Refund } from '../records/payments.ts';

/** One change: the collection, the number and the value; without a value the id was taken out. */
export type Change = readonly [collection: string, seq: number, value: Stored] | readonly [collection: string, id: string];

/** Everything the emulator remembers. Changes gather until they are taken, to be written as one line. */
export class Store {
  readonly #collections = new Map<string, Collection<Stored>>();
  readonly #changed = new Map<Entry<Stored>, string>();
  #deleted: Change[] = [];
  /** What stood before each change since `begin`. */
  #undo: { readonly collection: Collection<Stored>; readonly id: string; readonly before: Stored | undefined }[] | undefined;
  #seq = 0;

  readonly customers = this.#collection<Customer>('customers', { email: (value) => value.email });
  readonly confirmationTokens = this.#collection<ConfirmationToken>('confirmation_tokens');
  readonly tokens = this.#collection<Token>('tokens');
  readonly paymentMethods = this.#collection<PaymentMethod>('payment_methods', { customer: (value) => value.customer });
  readonly instruments = this.#collection<Instrument>('instruments');
  readonly paymentIntents = this.#collection<PaymentIntent>('payment_intents', { customer: (value) => value.customer });
  readonly charges = this.#collection<Charge>('charges', { customer: (value) => value.customer, payment_intent: (value) => value.payment_intent, transfer_group: (value) => value.transfer_group });
  readonly chargeNotes = this.#collection<ChargeNote>('charge_notes');
  readonly refunds = this.#collection<Refund>('refunds', { charge: (value) => value.charge, payment_intent: (value) => value.payment_intent });
  readonly balanceSums = this.#collection<BalanceSum>('balance_sums', { owner: (value) => value.owner });
  /** Stands before the transactions, which are indexed by it. */
  readonly balanceOwners = this.#collection<BalanceOwner>('balance_owners');
  readonly balanceTransactions = this.#collection<BalanceTransaction>('balance_transactions', { source: (value) => value.source, type: (value) => value.type, owner: (value) => this.balanceOwners.get(value.id)?.owner });
  readonly disputes = this.#collection<Dispute>('disputes', { charge: (value) => value.charge, payment_intent: (value) => value.payment_intent });
  readonly earlyFraudWarnings = this.#collection<EarlyFraudWarning>('early_fraud_warnings', { charge: (value) => value.charge, payment_intent: (value) => value.payment_intent });
  readonly accounts = this.#collection<Account>('accounts');
  readonly onboardingLinks = this.#collection<OnboardingLink>('onboarding_links');
  readonly transfers = this.#collection<Transfer>('transfers', { destination: (value) => value.destination, transfer_group: (value) => value.transfer_group });
  readonly reversals = this.#collection<TransferReversal>('reversals', { transfer: (value) => value.transfer });
  readonly events = this.#collection<StripeEvent>('events', { type: (value) => value.type, account: (value) => value.account });
  readonly deliveries = this.#collection<Delivery>('deliveries', { event: (value) => value.event });
  readonly tasks = this.#collection<Task>('tasks');
  readonly idempotency = this.#collection<IdempotentAnswer>('idempotency');
  readonly settings = this.#collection<Setting>('settings');

  #collection<T extends Stored>(name: string, indexes: IndexKeys<T> = {}): Collection<T> {
    const collection = new Collection<T>(name, indexes);
    this.#collections.set(name, collection as unknown as Collection<Stored>);
    return collection;
  }

  collections(): ReadonlyMap<string, Collection<Stored>> {
    return this.#collections;
  }

  /** Keeps a value, in the place of the one with its id. */
  save<T extends Stored>(collection: Collection<T>, value: NoInfer<T>): T {
    const all = collection as unknown as Collection<Stored>;
    this.#undo?.push({ collection: all, id: value.id, before: all.get(value.id) });
    const entry = collection.put(value, ++this.#seq);
    this.#changed.set(entry, collection.name);
    return value;
  }

  /** From here on changes can be undone, until `end`. */
  begin(): void {
    this.#undo = [];
  }

  end(): void {
    this.#undo = undefined;
  }

  /** Undoes every change since `begin`. Values were replaced, never changed, so what stood before stands again. */
  rollBack(): void {
    for (const { collection, id, before } of this.#undo?.reverse() ?? []) {
      if (before) {
        collection.put(before, 0);
        continue;
      }
      const entry = collection.entry(id);
      if (entry) this.#changed.delete(entry);
      collection.deleteAll(new Set([id]));
    }
    this.#undo = [];
  }

  /** Takes values out; that cannot be undone. */
  delete<T extends Stored>(collection: Collection<T>, ids: Iterable<string>): void {
    const known = new Set<string>();
    for (const id of ids) {
      const entry = collection.entry(id);
      if (!entry) continue;
      known.add(id);
      this.#changed.delete(entry);
      this.#deleted.push([collection.name, id]);
    }
    collection.deleteAll(known);
  }

  /** What has changed since the last call. */
  takeChanges(): Change[] {
    if (this.#changed.size === 0 && this.#deleted.length === 0) return [];
    const changes: Change[] = this.#deleted;
    for (const [entry, name] of this.#changed) changes.push([name, entry.seq, entry.value]);
    this.#changed.clear();
    this.#deleted = [];
    return changes;
  }

  /** Takes in what a journal holds. */
  replay(change: Change): void {
    const collection = this.#collections.get(change[0]);
    if (!collection) return;
    if (change.length === 2) {
      collection.deleteAll(new Set([change[1]]));
      return;
    }
    collection.put(change[2], change[1]);
    this.#seq = Math.max(this.#seq, change[1]);
  }

  /** Everything, as changes to an empty store. */
  *everything(): Generator<Change> {
    for (const [name, collection] of this.#collections) for (const entry of collection.entries()) yield [name, entry.seq, entry.value];
  }

  clear(): void {
    for (const collection of this.#collections.values()) collection.clear();
    this.#changed.clear();
    this.#deleted = [];
  }
}
