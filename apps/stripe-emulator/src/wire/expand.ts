import { invalid } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { pageOf } from './lists.ts';
import { Params } from './params.ts';
import type { Call } from '../world.ts';

type Fields = Record<string, unknown>;
const MAX_DEPTH = 4;

/** Ids that can be looked up, by the letters before their underscore. */
const BY_PREFIX: Readonly<Record<string, (store: Store, id: string) => object | undefined>> = {
  acct: (store, id) => store.accounts.get(id), ch: (store, id) => store.charges.get(id), cus: (store, id) => store.customers.get(id), du: (store, id) => store.disputes.get(id), pi: (store, id) => store.paymentIntents.get(id),
  pm: (store, id) => store.paymentMethods.get(id), re: (store, id) => store.refunds.get(id), tr: (store, id) => store.transfers.get(id), trr: (store, id) => store.reversals.get(id), txn: (store, id) => store.balanceTransactions.get(id),
};

/**
 * Puts whole objects in the place of ids, as `expand[]` asks: https://docs.stripe.com/api/expanding_objects
 * @throws StripeRefusal for a field that cannot be expanded
 */
export function expanded(call: Call, answer: object): object {
  const paths = call.params.texts('expand');
  if (!paths || paths.length === 0) return answer;
  let result = answer as Fields;
  for (const path of paths) {
    const parts = path.split('.');
    if (parts.length > MAX_DEPTH) throw invalid('You cannot expand more than 4 levels of a property.', 'expand');
    result = expandIn(call, result, parts, path);
  }
  return result;
}

function expandIn(call: Call, holder: Fields, [name = '', ...rest]: readonly string[], path: string): Fields {
  const value = name === 'refunds' && holder['object'] === 'charge' ? refundsOf(call, holder) : holder[name];
  if (value === undefined) throw cannot(path, holder);
  if (value === null) return holder;
  if (Array.isArray(value)) {
    if (name !== 'data') throw cannot(path, holder);
    return { ...holder, data: value.map((each: unknown) => (rest.length === 0 ? each : expandIn(call, each as Fields, rest, path))) };
  }
  const object = typeof value === 'string' ? lookUp(call.world.store, value) : (value as Fields);
  if (object === undefined) throw cannot(path, holder);
  return { ...holder, [name]: rest.length === 0 ? object : expandIn(call, object as Fields, rest, path) };
}

function lookUp(store: Store, id: string): object | undefined {
  const object = BY_PREFIX[id.slice(0, Math.max(0, id.indexOf('_')))]?.(store, id);
  return object && 'deleted' in object ? { id, object: (object as Fields)['object'], deleted: true } : object;
}

function refundsOf(call: Call, charge: Fields): object {
  const { refunds } = call.world.store;
  return pageOf({ ...call, params: new Params({}), url: `/v1/charges/${String(charge['id'])}/refunds` }, refunds, [refunds.entries('charge', String(charge['id']))]);
}

function cannot(path: string, holder: Fields): ReturnType<typeof invalid> {
  const hint = holder['object'] === 'list' && !path.startsWith('data') ? ` You may want to try expanding 'data.${path}' instead.` : '';
  return invalid(`This property cannot be expanded (${path}).${hint}`, 'expand');
}
