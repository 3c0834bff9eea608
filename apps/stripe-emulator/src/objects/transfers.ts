import { conflict, invalid, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Transfer } from '../records/money.ts';
import type { Charge } from '../records/payments.ts';
import { pageOf } from '../wire/lists.ts';
import type { Params } from '../wire/params.ts';
import type { Call, Route, World } from '../world.ts';
import { currencyOf, written } from './amounts.ts';
import { PLATFORM, balanceOf, book, sameTimeAs } from './balance-book.ts';
import { chargeNamed } from './charges.ts';
import { previousAttributes } from './shared.ts';

export const transferRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/transfers', handle: create },
  { method: 'GET', path: '/v1/transfers', handle: list },
  { method: 'GET', path: '/v1/transfers/:transfer', handle: ({ world, path }) => transferOf(world, path['transfer'] ?? '') },
  { method: 'POST', path: '/v1/transfers/:transfer', handle: update },
];

/** @throws StripeRefusal 404 */
export function transferOf(world: World, id: string): Transfer {
  const transfer = world.store.transfers.get(id);
  if (!transfer) throw noSuch('transfer', id, 'id');
  return transfer;
}

function create({ world, params }: Call): Transfer {
  const currency = currencyOf(params);
  const destination = payable(world, params.required('destination'));
  const source = params.text('source_transaction');
  const charge = source === undefined || source === '' ? null : chargeNamed(world, source, 'source_transaction');
  const amount = transferAmount(world, params, currency, charge);
  const id = newId('tr');
  const payment = newId('py');
  const pending = charge ? sameTimeAs(world, charge.balance_transaction) : 0;
  const description = params.updated('description', null);
  const entry = book(world, { type: 'transfer', category: 'transfer', amount: -amount, currency, source: id, description, pending });
  book(world, { type: 'payment', category: 'charge', amount, currency, source: payment, description, owner: destination, pending });
  const transfer = world.store.save(world.store.transfers, {
    id, object: 'transfer', amount, amount_reversed: 0, balance_transaction: entry.id, created: world.clock.seconds(), currency, description, destination, destination_payment: payment, livemode: false,
    metadata: params.metadata(), reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` }, reversed: false, source_transaction: charge?.id ?? null, source_type: 'card',
    transfer_group: params.updated('transfer_group', charge ? (charge.transfer_group ?? `group_${charge.payment_intent}`) : null),
  });
  if (charge) {
    const note = world.store.chargeNotes.get(charge.id);
    if (note) world.store.save(world.store.chargeNotes, { ...note, transferred: note.transferred + amount });
    if (charge.transfer_group === null) world.store.save(world.store.charges, { ...charge, transfer_group: transfer.transfer_group });
  }
  world.emit('transfer.created', transfer);
  return transfer;
}

/** Where money may go: an account whose transfers capability is active. */
function payable(world: World, id: string): string {
  const account = world.store.accounts.get(id);
  if (!account || account.deleted) throw noSuch('destination', id, 'destination', 400);
  if (account.capabilities['transfers'] !== 'active') {
    throw conflict('Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments', 'insufficient_capabilities_for_transfer');
  }
  return id;
}

function transferAmount(world: World, params: Params, currency: string, charge: Charge | null): number {
  const left = charge ? charge.amount_captured - (world.store.chargeNotes.get(charge.id)?.transferred ?? 0) : null;
  if (left === null) params.required('amount');
  const amount = params.integer('amount') ?? left ?? 0;
  if (amount < 1) throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  if (charge && left !== null) {
    if (charge.status !== 'succeeded' || !charge.captured) throw conflict(`The charge ${charge.id} cannot be the source of a transfer: it has not been captured.`, undefined, { param: 'source_transaction' });
    if (charge.currency !== currency) throw conflict(`The currency of source_transaction's balance transaction (${charge.currency}) must be the same as the transfer currency (${currency})`, undefined, { param: 'currency' });
    if (amount > left) throw conflict(`Transfers using this transaction as a source must not exceed the source amount of ${written(charge.amount_captured, currency)}. (There is already ${written(charge.amount_captured - left, currency)} transferred.)`, undefined, { param: 'amount' });
  } else if (amount > balanceOf(world, PLATFORM, 'available', currency)) {
    throw conflict('You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card. See: https://stripe.com/docs/testing#available-balance', 'balance_insufficient');
  }
  return amount;
}

function update({ world, params, path }: Call): Transfer {
  const before = transferOf(world, path['transfer'] ?? '');
  const after = world.store.save(world.store.transfers, { ...before, description: params.updated('description', before.description), metadata: params.metadata(before.metadata) });
  world.emit('transfer.updated', after, previousAttributes(before, after));
  return after;
}

function list(call: Call): object {
  const { params, world } = call;
  const { transfers } = world.store;
  const [destination, group] = [params.text('destination'), params.text('transfer_group')];
  const source = group !== undefined ? transfers.entries('transfer_group', group) : transfers.entries('destination', destination);
  return pageOf(call, transfers, [source], (transfer) => destination === undefined || transfer.destination === destination);
}
