import { invalid, noSuch } from '../errors.ts';
import { newId, randomText } from '../ids.ts';
import type { Customer } from '../records/customers.ts';
import { pageOf } from '../wire/lists.ts';
import type { Params } from '../wire/params.ts';
import type { Call, Route, World } from '../world.ts';
import { previousAttributes, readAddress, readShipping } from './shared.ts';

const TAX_EXEMPT = ['exempt', 'none', 'reverse'] as const;

export const customerRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/customers', handle: create },
  { method: 'GET', path: '/v1/customers', handle: list },
  { method: 'GET', path: '/v1/customers/:customer', handle: ({ world, path }) => known(world, path['customer'] ?? '') },
  { method: 'POST', path: '/v1/customers/:customer', handle: update },
  { method: 'DELETE', path: '/v1/customers/:customer', handle: remove },
];

/**
 * A customer that a parameter names.
 * @throws StripeRefusal 400 when there is none, or none any more
 */
export function customerNamed(world: World, id: string): Customer {
  const customer = world.store.customers.get(id);
  if (!customer || customer.deleted) throw noSuch('customer', id, 'customer', 400);
  return customer;
}

function known(world: World, id: string): object {
  const customer = world.store.customers.get(id);
  if (!customer) throw noSuch('customer', id, 'id');
  return customer.deleted ? { id, object: 'customer', deleted: true } : customer;
}

function create({ world, params }: Call): Customer {
  const blank: Customer = {
    id: params.text('id') ?? newId('cus'), object: 'customer', address: null, balance: 0, created: world.clock.seconds(), currency: null, customer_account: null,
    default_source: null, delinquent: false, description: null, discount: null, email: null, invoice_prefix: randomText(8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null }, livemode: false, metadata: {}, name: null,
    next_invoice_sequence: 1, phone: null, preferred_locales: [], shipping: null, tax_exempt: 'none', test_clock: null,
  };
  if (world.store.customers.get(blank.id)) throw invalid('Customer already exists.', 'id', 'resource_already_exists');
  const customer = world.store.save(world.store.customers, changed(blank, params));
  world.emit('customer.created', customer);
  return customer;
}

function update({ world, params, path }: Call): Customer {
  const before = customerOfPath(world, path['customer'] ?? '');
  const after = world.store.save(world.store.customers, changed(before, params));
  const previous = previousAttributes(before, after);
  if (Object.keys(previous).length > 0) world.emit('customer.updated', after, previous);
  return after;
}

function changed(before: Customer, params: Params): Customer {
  const email = params.updated('email', before.email);
  if (email !== null && !/^[^@\s]+@[^@\s]+$/.test(email)) throw invalid(`Invalid email address: ${email}`, 'email', 'email_invalid');
  return {
    ...before,
    address: params.has('address') ? addressAfter(params, before) : before.address,
    balance: params.integer('balance') ?? before.balance,
    description: params.updated('description', before.description),
    email,
    metadata: params.metadata(before.metadata),
    name: params.updated('name', before.name),
    phone: params.updated('phone', before.phone),
    preferred_locales: params.texts('preferred_locales') ?? before.preferred_locales,
    shipping: readShipping(params, before.shipping),
    tax_exempt: params.choice('tax_exempt', TAX_EXEMPT) ?? before.tax_exempt,
  };
}

function remove({ world, path }: Call): object {
  const before = customerOfPath(world, path['customer'] ?? '');
  world.store.save(world.store.customers, { ...before, deleted: true });
  for (const { value: method } of [...world.store.paymentMethods.entries('customer', before.id)]) world.store.save(world.store.paymentMethods, { ...method, customer: null });
  world.emit('customer.deleted', before);
  return { id: before.id, object: 'customer', deleted: true };
}

function customerOfPath(world: World, id: string): Customer {
  const customer = world.store.customers.get(id);
  if (!customer || customer.deleted) throw noSuch('customer', id, 'id');
  return customer;
}

function list(call: Call): object {
  const { customers } = call.world.store;
  const email = call.params.text('email');
  return pageOf(call, customers, [customers.entries('email', email)], (customer) => !customer.deleted);
}

function addressAfter(params: Params, before: Customer): Customer['address'] {
  const given = params.group('address');
  return given ? readAddress(given, before.address) : null;
}
