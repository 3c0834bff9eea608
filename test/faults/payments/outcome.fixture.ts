import type { PaymentsStack, Raw } from './stack.fixture.js';

interface Posting {
  readonly account: string;
  readonly amount: number;
}

interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly source: string;
  readonly postings: readonly Posting[];
}

interface StoredPayment extends Raw {
  readonly customerId: string;
  readonly intentId: string;
  readonly chargeId: string;
  readonly operations: readonly { readonly kind: string; readonly state: string }[];
  readonly refunds: readonly { readonly amount: number; readonly fee: number; readonly state: string }[];
  readonly disputes: readonly { readonly amount: number; readonly state: string }[];
  readonly warnings: readonly { readonly type: string; readonly actionable: boolean }[];
  readonly transfer?: { readonly state: string; readonly amount: number; readonly reversed: number };
  readonly ledger: readonly Entry[];
}

/** How a payment ended, without what differs from one payment to the next: two that went the same way are equal in it. */
export interface Outcome {
  /** What the service says. */
  readonly stored: object;
  /** What happened at the processor, each thing with its amount and how often it is there. */
  readonly effects: Readonly<Record<string, readonly string[]>>;
  /** What is wrong with the books, the invoices, the log and what is left over; nothing, in short. */
  readonly faults: readonly string[];
}

const sourceKind = (source: string): string => source.split('_')[0] as string;
const line = ({ kind, source, postings }: Entry): string => `${kind} ${sourceKind(source)} ${postings.map(({ account, amount }) => `${account} ${amount}`).sort().join(', ')}`;

/** Reads how a payment stands, here and at the processor. */
export async function outcomeOf(stack: PaymentsStack, paymentId: string): Promise<Outcome> {
  const payment = (await stack.collection('payments').findOne({ _id: paymentId })) as StoredPayment | null;
  if (payment === null) return { stored: {}, effects: {}, faults: ['there is no such payment'] };
  const { state, amount, fee, authorised, captured, refundReserved, disputed, live, operations, refunds, disputes, warnings, transfer, ledger } = payment;
  const log = await stack.collection('audit_entries').find({ 'object.id': paymentId }).toArray();
  const stored = {
    state, amount, fee, authorised, captured, refundReserved, disputed, live, isInvoiced: payment['invoiceNumber'] !== undefined,
    operations: operations.map((one) => `${one.kind} ${one.state}`),
    refunds: refunds.map((one) => ({ amount: one.amount, fee: one.fee, state: one.state })),
    disputes: disputes.map((one) => ({ amount: one.amount, state: one.state })),
    warnings: warnings.map((one) => ({ type: one.type, actionable: one.actionable })),
    transfer: transfer === undefined ? undefined : { state: transfer.state, amount: transfer.amount, reversed: transfer.reversed },
    ledger: ledger.map(line).sort(),
    // The order in which two jobs tell of one capture is nobody's.
    log: log.map(({ action }) => String(action)).sort(),
  };
  return { stored, effects: await effectsOf(stack, payment), faults: await faultsOf(stack, payment, log) };
}

async function effectsOf({ emulator: { stripe } }: PaymentsStack, { _id, customerId, chargeId, clientBusinessId }: StoredPayment): Promise<Outcome['effects']> {
  const limit = 100;
  const [customers, intents, charges, refunds, transfers] = await Promise.all([
    stripe.customers.list({ limit }).autoPagingToArray({ limit: 10_000 }),
    stripe.paymentIntents.list({ customer: customerId, limit }),
    stripe.charges.list({ customer: customerId, limit }),
    stripe.refunds.list({ charge: chargeId, limit }),
    stripe.transfers.list({ transfer_group: _id, limit }),
  ]);
  const reversals = await Promise.all(transfers.data.map(({ id }) => stripe.transfers.listReversals(id, { limit })));
  return {
    customers: customers.filter(({ metadata }) => Object.values(metadata).includes(String(clientBusinessId))).map(() => 'customer'),
    intents: intents.data.map((one) => `${one.status} ${one.amount_received}`),
    charges: charges.data.map((one) => `${one.status} ${one.amount_captured}`),
    refunds: refunds.data.map((one) => `${one.status} ${one.amount}`),
    transfers: transfers.data.map((one) => `${one.amount} less ${one.amount_reversed}`),
    reversals: reversals.flatMap(({ data }) => data.map((one) => `${one.amount}`)),
  };
}

async function faultsOf(stack: PaymentsStack, payment: StoredPayment, log: readonly Raw[]): Promise<readonly string[]> {
  const found = await Promise.all([journalFaults(stack, payment), invoiceFaults(stack, payment._id), leftOver(stack)]);
  const sum = payment.ledger.flatMap(({ postings }) => postings).reduce((total, { amount }) => total + amount, 0);
  const seqs = log.map(({ _id }) => _id);
  return [...(sum === 0 ? [] : [`debits and credits differ by ${sum}`]), ...(new Set(seqs).size === seqs.length ? [] : ['the log has an event twice']), ...found.flat()];
}

async function journalFaults(stack: PaymentsStack, { _id, ledger }: StoredPayment): Promise<readonly string[]> {
  const journal = (await stack.collection('ledger_entries').find({ paymentId: _id }).sort({ seq: 1 }).toArray()) as unknown as readonly Entry[];
  const [booked, copied] = [ledger, journal].map((entries) => entries.map((entry) => `${entry.seq} ${entry.source} ${line(entry)}`).join('\n'));
  return booked === copied ? [] : ['the journal is not the book'];
}

/** One invoice for the payment, and all numbers of the year from 1 on. */
async function invoiceFaults(stack: PaymentsStack, paymentId: string): Promise<readonly string[]> {
  const all = await stack.collection('invoices').find().toArray();
  const numbers = all.map((invoice) => Number(invoice['sequence'])).sort((one, other) => one - other);
  const ofPayment = all.filter((invoice) => invoice['paymentId'] === paymentId);
  return [...(ofPayment.length === 1 ? [] : [`${ofPayment.length} invoices`]), ...(numbers.every((number, place) => number === place + 1) ? [] : ['a gap in the invoices'])];
}

async function leftOver(stack: PaymentsStack): Promise<readonly string[]> {
  const counted = await Promise.all([
    stack.collection('payments').countDocuments({ unsettledSince: { $exists: true } }).then((count) => [count, 'operations without an outcome'] as const),
    stack.collection('stripe_events').countDocuments({ state: { $in: ['parked', 'received'] } }).then((count) => [count, 'events parked or not applied'] as const),
    stack.collection('jobs').countDocuments({ diedAt: { $exists: true } }).then((count) => [count, 'dead jobs'] as const),
    stack.collection('ledger_differences').countDocuments({}).then((count) => [count, 'differences between ledger and balance'] as const),
  ]);
  return counted.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}

/** What one outcome has that another lacks, and the other way round. */
export function compared(reference: Outcome, outcome: Outcome): { readonly isEqual: boolean; readonly losses: readonly string[]; readonly doubles: readonly string[]; readonly differences: readonly string[] } {
  const losses: string[] = [];
  const doubles: string[] = [];
  for (const [what, expected] of Object.entries(reference.effects)) {
    const rest = [...(outcome.effects[what] ?? [])];
    for (const one of expected) {
      const at = rest.indexOf(one);
      if (at < 0) losses.push(`${what}: ${one}`);
      else rest.splice(at, 1);
    }
    doubles.push(...rest.map((one) => `${what}: ${one}`));
  }
  const members = Object.keys({ ...reference.stored, ...outcome.stored });
  const value = (from: object, member: string): string => JSON.stringify((from as Record<string, unknown>)[member] ?? null);
  const differences = members.filter((member) => value(reference.stored, member) !== value(outcome.stored, member)).map((member) => `${member}: ${value(outcome.stored, member)} in place of ${value(reference.stored, member)}`);
  return { isEqual: differences.length === 0, losses, doubles, differences };
}
