import { noSuch } from '../errors.ts';
import type { Charge } from '../records/payments.ts';
import { pageOf } from '../wire/lists.ts';
import type { Call, Route, World } from '../world.ts';
import { previousAttributes } from './shared.ts';

export const chargeRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/charges', handle: list },
  { method: 'GET', path: '/v1/charges/:charge', handle: ({ world, path }) => chargeOfPath(world, path['charge'] ?? '') },
  { method: 'POST', path: '/v1/charges/:charge', handle: update },
];

function chargeOfPath(world: World, id: string): Charge {
  const charge = world.store.charges.get(id);
  if (!charge) throw noSuch('charge', id, 'id');
  return charge;
}

/** @throws StripeRefusal 400 when a parameter names none */
export function chargeNamed(world: World, id: string, param = 'charge'): Charge {
  const charge = world.store.charges.get(id);
  if (!charge) throw noSuch('charge', id, param, 400);
  return charge;
}

function update({ world, params, path }: Call): Charge {
  const before = chargeOfPath(world, path['charge'] ?? '');
  const fraud = params.group('fraud_details')?.choice('user_report', ['fraudulent', 'safe']);
  const after = world.store.save(world.store.charges, {
    ...before, description: params.updated('description', before.description), metadata: params.metadata(before.metadata), receipt_email: params.updated('receipt_email', before.receipt_email),
    transfer_group: params.updated('transfer_group', before.transfer_group), fraud_details: fraud === undefined ? before.fraud_details : { user_report: fraud },
  });
  world.emit('charge.updated', after, previousAttributes(before, after));
  return after;
}

function list(call: Call): object {
  const { params, world } = call;
  const { charges } = world.store;
  const [intent, customer, group] = [params.text('payment_intent'), params.text('customer'), params.text('transfer_group')];
  const source = intent !== undefined ? charges.entries('payment_intent', intent) : group !== undefined ? charges.entries('transfer_group', group) : charges.entries('customer', customer);
  return pageOf(call, charges, [source], (charge) => (customer === undefined || charge.customer === customer) && (group === undefined || charge.transfer_group === group));
}
