import { noSuch } from '../errors.ts';
import type { BalanceTransaction } from '../records/money.ts';
import { pageOf } from '../wire/lists.ts';
import type { Call, Route } from '../world.ts';
import { PLATFORM, balanceOf } from './balance-book.ts';

export const balanceRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/balance', handle: balance },
  { method: 'GET', path: '/v1/balance_transactions', handle: list },
  { method: 'GET', path: '/v1/balance_transactions/:id', handle: retrieve },
];

function ownerOf({ account }: Call): string {
  return account ?? PLATFORM;
}

function balance(call: Call): object {
  const owner = ownerOf(call);
  const currencies = [...new Set(call.world.store.balanceSums.entries('owner', owner).map(({ value }) => value.currency))];
  const funds = (status: BalanceTransaction['status']): object[] => (currencies.length === 0 ? ['usd'] : currencies).map((currency) => {
    const amount = balanceOf(call.world, owner, status, currency);
    return { amount, currency, source_types: { card: amount } };
  });
  // What our accounts may owe is held back from us alone; the emulator's owe nothing.
  const reserved = owner === PLATFORM ? { connect_reserved: funds('available').map((fund) => ({ ...fund, amount: 0, source_types: undefined })) } : {};
  return { object: 'balance', available: funds('available'), ...reserved, livemode: false, pending: funds('pending') };
}

function retrieve(call: Call): BalanceTransaction {
  const id = call.path['id'] ?? '';
  const { balanceTransactions, balanceOwners } = call.world.store;
  const entry = balanceTransactions.get(id);
  if (!entry || balanceOwners.get(id)?.owner !== ownerOf(call)) throw noSuch('balance transaction', id, 'id');
  return entry;
}

function list(call: Call): object {
  const { params, world } = call;
  const { balanceTransactions, balanceOwners } = world.store;
  const owner = ownerOf(call);
  const [source, type, currency] = [params.text('source'), params.text('type'), params.text('currency')];
  const from = source !== undefined ? balanceTransactions.entries('source', source) : type !== undefined ? balanceTransactions.entries('type', type) : balanceTransactions.entries('owner', owner);
  // The emulator pays nothing out, so a payout has no transactions.
  const none = params.has('payout');
  return pageOf(call, balanceTransactions, [none ? [] : from], (entry) => (type === undefined || entry.type === type) && (currency === undefined || entry.currency === currency) && balanceOwners.get(entry.id)?.owner === owner);
}
