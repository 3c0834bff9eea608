import type Stripe from 'stripe';
import type { BalanceMovement, ProcessorEvent } from '../../use-cases/payment-processor.js';
import type { StripeClient } from './stripe-client.js';

/** What an object may belong to, by the names of Stripe's members. */
const OWNERS = ['payment_intent', 'charge', 'account', 'transfer'] as const;

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z0-9_]{1,255}$/.test(value);

/**
 * What an event says: of its object only who it is and what it belongs to, since what it is by now is asked for.
 * @param body of a webhook or of the list of events. @returns undefined when it is no event of Stripe's.
 */
export function toProcessorEvent(body: unknown): ProcessorEvent | undefined {
  if (!isMembers(body) || body['object'] !== 'event' || !isMembers(body['data'])) return undefined;
  const { id, type, created, account, data } = body as Members & { readonly data: Members };
  const { object } = data;
  if (!isId(id) || typeof type !== 'string' || type.length > 100 || !Number.isSafeInteger(created) || !isMembers(object)) return undefined;
  // A balance has no id; nothing is ever asked of it.
  const objectId = isId(object['id']) ? object['id'] : '';
  const objectType = typeof object['object'] === 'string' ? object['object'] : '';
  const owners = OWNERS.map((name) => [name, object[name]] as const).map(([name, owner]) => [name, isMembers(owner) ? owner['id'] : owner] as const);
  return { id, type, objectId, objectType, belongsTo: Object.fromEntries(owners.filter((pair): pair is [(typeof OWNERS)[number], string] => isId(pair[1]))), ...(isId(account) ? { account } : {}), createdAt: new Date((created as number) * 1_000) };
}

const since = (moment: Date): { readonly created: { readonly gte: number }; readonly limit: number } => ({ created: { gte: Math.floor(moment.getTime() / 1_000) }, limit: 100 });

/** What Stripe remembers of the last 30 days. docs.stripe.com/api/events/list, /balance_transactions/list */
export class Histories {
  constructor(private readonly client: StripeClient) {}

  async *events(from: Date): AsyncIterable<ProcessorEvent> {
    for await (const event of this.client.list((stripe, options) => stripe.events.list(since(from), options))) {
      const told = toProcessorEvent(event);
      if (told !== undefined) yield told;
    }
  }

  async *movements(from: Date): AsyncIterable<BalanceMovement> {
    for await (const movement of this.client.list((stripe, options) => stripe.balanceTransactions.list(since(from), options))) yield movementOf(movement);
  }
}

function movementOf({ id, type, source, amount, fee, currency, created }: Stripe.BalanceTransaction): BalanceMovement {
  const sourceId = typeof source === 'string' ? source : source?.id;
  return { id, type, ...(sourceId === undefined ? {} : { source: sourceId }), amount, fee, currency: currency.toUpperCase(), at: new Date(created * 1_000) };
}
