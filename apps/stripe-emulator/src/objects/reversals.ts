import { conflict, invalid, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Transfer, TransferReversal } from '../records/money.ts';
import { pageOf } from '../wire/lists.ts';
import type { Call, Route, World } from '../world.ts';
import { written } from './amounts.ts';
import { book, sameTimeAs } from './balance-book.ts';
import { transferOf } from './transfers.ts';

/** How many of its reversals a transfer carries with it. */
const CARRIED = 10;

export const reversalRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/transfers/:id/reversals', handle: create },
  { method: 'GET', path: '/v1/transfers/:id/reversals', handle: list },
  { method: 'GET', path: '/v1/transfers/:transfer/reversals/:id', handle: ({ world, path }) => reversalOf(world, path['transfer'] ?? '', path['id'] ?? '') },
  { method: 'POST', path: '/v1/transfers/:transfer/reversals/:id', handle: update },
];

function reversalOf(world: World, transfer: string, id: string): TransferReversal {
  const reversal = world.store.reversals.get(id);
  if (!reversal || reversal.transfer !== transfer) throw noSuch('transfer reversal', id, 'id');
  return reversal;
}

/** Takes money back from a connected account: never more than was transferred. */
function create({ world, params, path }: Call): TransferReversal {
  const before = transferOf(world, path['id'] ?? '');
  const left = before.amount - before.amount_reversed;
  if (left === 0) throw conflict(`Transfer ${before.id} is already fully reversed.`);
  const amount = params.integer('amount') ?? left;
  if (amount < 1) throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  if (amount > left) throw conflict(`Transfer reversal amount (${written(amount, before.currency)}) is greater than unreversed amount on transfer (${written(left, before.currency)})`, undefined, { param: 'amount' });
  const id = newId('trr');
  const pending = sameTimeAs(world, before.balance_transaction);
  const refund = newId('pyr');
  const entry = book(world, { type: 'transfer_refund', category: 'transfer_reversal', amount, currency: before.currency, source: id, description: `REFUND FOR TRANSFER ${before.id}`, pending });
  book(world, { type: 'payment_refund', category: 'refund', amount: -amount, currency: before.currency, source: refund, owner: before.destination, pending });
  const reversal = world.store.save(world.store.reversals, {
    id, object: 'transfer_reversal', amount, balance_transaction: entry.id, created: world.clock.seconds(), currency: before.currency, destination_payment_refund: refund, metadata: params.metadata(), source_refund: null, transfer: before.id,
  });
  const description = params.text('description');
  keep(world, { ...before, amount_reversed: before.amount_reversed + amount, reversed: amount === left, ...(description !== undefined && { description }) }, before);
  return reversal;
}

function keep(world: World, after: Transfer, before: Transfer): void {
  const all = world.store.reversals.entries('transfer', after.id);
  const data = all.slice(-CARRIED).map(({ value }) => value).reverse();
  const kept = world.store.save(world.store.transfers, { ...after, reversals: { ...after.reversals, data, has_more: all.length > CARRIED } });
  const { amount_reversed, reversed } = before;
  world.emit('transfer.reversed', kept, { amount_reversed, ...(reversed !== kept.reversed && { reversed }) });
}

function update({ world, params, path }: Call): TransferReversal {
  const before = reversalOf(world, path['transfer'] ?? '', path['id'] ?? '');
  return world.store.save(world.store.reversals, { ...before, metadata: params.metadata(before.metadata) });
}

function list(call: Call): object {
  const { world, path } = call;
  const transfer = transferOf(world, path['id'] ?? '');
  return pageOf(call, world.store.reversals, [world.store.reversals.entries('transfer', transfer.id)]);
}
