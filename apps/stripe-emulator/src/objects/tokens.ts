import { noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Token } from '../records/customers.ts';
import type { Call, Route } from '../world.ts';
import { cardFacts, enteredCard, instrumentOf } from './instruments.ts';

export const tokenRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/tokens', handle: create, publishable: true },
  { method: 'GET', path: '/v1/tokens/:token', handle: retrieve, publishable: true },
];

/** The older way from a card's number to something a server may hold. */
function create({ world, params }: Call): Token {
  const entered = enteredCard(world, params);
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4, networks, regulated_status } = cardFacts(entered);
  const card = params.group('card');
  const written = { visa: 'Visa', mastercard: 'MasterCard', amex: 'American Express', discover: 'Discover', diners: 'Diners Club', jcb: 'JCB', unionpay: 'UnionPay' }[brand] ?? 'Unknown';
  const line = (name: string): string | null => card?.updated(name, null) ?? null;
  const token: Token = {
    id: newId('tok'), object: 'token',
    card: {
      id: newId('card'), object: 'card', address_city: line('address_city'), address_country: line('address_country'), address_line1: line('address_line1'), address_line1_check: null, address_line2: line('address_line2'),
      address_state: line('address_state'), address_zip: line('address_zip'), address_zip_check: null, allow_redisplay: 'unspecified', brand: written, country, cvc_check: checks.cvc_check, dynamic_last4: null, exp_month, exp_year,
      fingerprint, funding, last4, metadata: {}, name: line('name'), networks: { preferred: networks.preferred }, regulated_status, tokenization_method: null,
    },
    client_ip: '127.0.0.1', created: world.clock.seconds(), livemode: false, type: 'card', used: false,
  };
  world.store.save(world.store.instruments, { ...instrumentOf(token.id, entered), expiry: [entered.expMonth, entered.expYear] });
  return world.store.save(world.store.tokens, token);
}

function retrieve({ world, path }: Call): Token {
  const token = world.store.tokens.get(path['token'] ?? '');
  if (!token) throw noSuch('token', path['token'] ?? '', 'token');
  return token;
}
