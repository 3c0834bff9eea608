import { DAY_MS } from '../clock.ts';
import { newId } from '../ids.ts';
import type { BalanceTransaction } from '../records/money.ts';
import type { World } from '../world.ts';

/** Days until the money of a charge can be used. */
const PENDING_DAYS = 2;
export const PLATFORM = 'platform';

export interface Booking {
  readonly type: string;
  readonly category: string;
  readonly amount: number;
  readonly fee?: number;
  readonly currency: string;
  readonly source: string;
  readonly description?: string | null;
  /** Whose balance; the platform's unless said. */
  readonly owner?: string;
  /** Seconds (of 1970) at which it becomes available; 0 is at once; undefined is in two days. */
  readonly pending?: number | undefined;
}

/** Writes a movement of money into the books; the balance is the sum of these and nothing else. */
export function book(world: World, { type, category, amount, fee = 0, currency, source, description = null, owner = PLATFORM, pending }: Booking): BalanceTransaction {
  const created = world.clock.seconds();
  const availableOn = pending === undefined ? created + (PENDING_DAYS * DAY_MS) / 1000 : Math.max(pending, created);
  const entry: BalanceTransaction = {
    id: newId('txn'), object: 'balance_transaction', amount, available_on: availableOn, balance_type: 'payments', created, currency, description, exchange_rate: null, fee,
    fee_details: fee === 0 ? [] : [{ amount: fee, application: null, currency, description: type === 'adjustment' ? 'Dispute fee' : 'Stripe processing fees', type: 'stripe_fee' }],
    net: amount - fee, reporting_category: category, source, status: availableOn > created ? 'pending' : 'available', type,
  };
  world.store.save(world.store.balanceOwners, { id: entry.id, owner });
  world.store.save(world.store.balanceTransactions, entry);
  addUp(world, entry, owner, entry.status, 1);
  if (entry.status === 'pending') world.schedule('balance-available', entry.id, availableOn * 1000 - world.clock.now());
  return entry;
}

/** When the money of another movement becomes available: what follows from it comes no earlier. */
export function sameTimeAs(world: World, id: string | null): number {
  const other = id === null ? undefined : world.store.balanceTransactions.get(id);
  return other?.status === 'pending' ? other.available_on : 0;
}

export function makeAvailable(world: World, id: string): void {
  const entry = world.store.balanceTransactions.get(id);
  if (entry?.status !== 'pending') return;
  const owner = world.store.balanceOwners.get(id)?.owner ?? PLATFORM;
  addUp(world, entry, owner, 'pending', -1);
  addUp(world, world.store.save(world.store.balanceTransactions, { ...entry, status: 'available' }), owner, 'available', 1);
}

/** Sums by owner, state and currency are kept, so that no request adds up the books. */
function addUp(world: World, { currency, net }: BalanceTransaction, owner: string, status: BalanceTransaction['status'], sign: 1 | -1): void {
  const id = `${owner}:${status}:${currency}`;
  const { balanceSums } = world.store;
  world.store.save(balanceSums, { id, owner, status, currency, value: (balanceSums.get(id)?.value ?? 0) + sign * net });
}

/** The sum of what has this state. */
export function balanceOf(world: World, owner: string, status: BalanceTransaction['status'], currency: string): number {
  return world.store.balanceSums.get(`${owner}:${status}:${currency}`)?.value ?? 0;
}
