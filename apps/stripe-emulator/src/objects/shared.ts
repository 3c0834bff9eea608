import type { Address, BillingDetails, Shipping } from '../records/customers.ts';
import type { Params } from '../wire/params.ts';

/** An address as it stands after this request: fields that are not named stay. */
export function readAddress(params: Params | undefined, current?: Address | null): Address {
  const read = (name: keyof Address): string | null => (params ? params.updated(name, current?.[name] ?? null) : (current?.[name] ?? null));
  return { city: read('city'), country: read('country'), line1: read('line1'), line2: read('line2'), postal_code: read('postal_code'), state: read('state') };
}

export function readBillingDetails(params: Params | undefined, current?: BillingDetails): BillingDetails {
  const before = current ?? { address: readAddress(undefined), email: null, name: null, phone: null, tax_id: null };
  if (!params) return before;
  return {
    address: params.has('address') ? readAddress(params.group('address'), before.address) : before.address,
    email: params.updated('email', before.email),
    name: params.updated('name', before.name),
    phone: params.updated('phone', before.phone),
    tax_id: params.updated('tax_id', before.tax_id),
  };
}

export function readShipping(params: Params, current: Shipping | null = null): Shipping | null {
  if (!params.has('shipping')) return current;
  const given = params.group('shipping');
  if (!given) return null;
  return {
    address: readAddress(given.group('address'), current?.address),
    carrier: given.updated('carrier', null),
    name: given.required('name'),
    phone: given.updated('phone', null),
    tracking_number: given.updated('tracking_number', null),
  };
}

/** The fields of an object that an update has changed, with the values they had: an event's `previous_attributes`. */
export function previousAttributes<T extends object>(before: T, after: T): Partial<T> {
  const previous: Partial<T> = {};
  for (const name of Object.keys(after) as (keyof T)[]) {
    if (before[name] !== after[name] && JSON.stringify(before[name]) !== JSON.stringify(after[name])) previous[name] = before[name];
  }
  return previous;
}
