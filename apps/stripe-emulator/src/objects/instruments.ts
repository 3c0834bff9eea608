import { createHash } from 'node:crypto';
import { brandOf, cardOf, isCardNumber, numberOfName } from '../cards.ts';
import { StripeRefusal, invalid, noSuch } from '../errors.ts';
import type { BillingDetails, CardFacts, Instrument } from '../records/customers.ts';
import type { Params } from '../wire/params.ts';
import type { World } from '../world.ts';

const MESSAGES = {
  incorrect_number: 'Your card number is incorrect.',
  invalid_cvc: "Your card's security code is invalid.",
  invalid_expiry_month: "Your card's expiration month is invalid.",
  invalid_expiry_year: "Your card's expiration year is invalid.",
} as const;

/** A card as someone has entered it. */
export interface EnteredCard {
  readonly number: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly cvcGiven: boolean;
}

/** A test card by its name, with the data that Stripe gives it. */
export function namedCard(world: World, name: string): EnteredCard | undefined {
  const number = numberOfName(name);
  if (number === undefined) return undefined;
  const today = new Date(world.clock.now());
  return { number, expMonth: today.getUTCMonth() + 1, expYear: today.getUTCFullYear() + 1, cvcGiven: true };
}

/**
 * The card of `payment_method_data` or of a payment method that is created.
 * @throws StripeRefusal 402 for a number, a date or a code that cannot be
 */
export function enteredCard(world: World, params: Params): EnteredCard {
  const card = params.group('card');
  if (!card) throw invalid('Missing required param: card.', params.nameOf('card'), 'parameter_missing');
  const token = card.text('token');
  if (token !== undefined) {
    return namedCard(world, token) ?? tokenCard(world, token, card.nameOf('token'));
  }
  const number = card.required('number').replaceAll(/[\s-]/g, '');
  const expMonth = Number(card.required('exp_month'));
  const expYear = fullYear(Number(card.required('exp_year')));
  const today = new Date(world.clock.now());
  if (!isCardNumber(number)) throw cardError('incorrect_number', card.nameOf('number'));
  if (!(expMonth >= 1 && expMonth <= 12)) throw cardError('invalid_expiry_month', card.nameOf('exp_month'));
  if (!(expYear >= today.getUTCFullYear() && expYear <= today.getUTCFullYear() + 50)) throw cardError('invalid_expiry_year', card.nameOf('exp_year'));
  if (expYear === today.getUTCFullYear() && expMonth < today.getUTCMonth() + 1) throw cardError('invalid_expiry_month', card.nameOf('exp_month'));
  const cvc = card.text('cvc');
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) throw cardError('invalid_cvc', card.nameOf('cvc'));
  return { number, expMonth, expYear, cvcGiven: cvc !== undefined };
}

function tokenCard(world: World, id: string, param: string): EnteredCard {
  const token = world.store.tokens.get(id);
  const held = world.store.instruments.get(id);
  if (!token || !held?.expiry) throw noSuch('token', id, param, 400);
  if (token.used) throw invalid(`You cannot use a Stripe token more than once: ${id}.`, param, 'token_already_used');
  world.store.save(world.store.tokens, { ...token, used: true });
  return { number: held.number, cvcGiven: held.cvcGiven, expMonth: held.expiry[0], expYear: held.expiry[1] };
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

function cardError(code: keyof typeof MESSAGES, param: string): StripeRefusal {
  return new StripeRefusal(402, { type: 'card_error', code, param, message: MESSAGES[code] });
}

/** What may be told of a card before it is charged. */
export function cardFacts(entered: EnteredCard): CardFacts {
  const row = cardOf(entered.number);
  const brand = row.brand ?? brandOf(entered.number);
  return {
    brand, checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: entered.cvcGiven ? 'unchecked' : null }, country: row.country ?? 'US', display_brand: brand === 'amex' ? 'american_express' : brand,
    exp_month: entered.expMonth, exp_year: entered.expYear, fingerprint: fingerprintOf(entered.number), funding: row.funding ?? 'credit', generated_from: null,
    last4: entered.number.slice(-4), networks: { available: [brand], preferred: null }, regulated_status: 'unregulated',
    three_d_secure_usage: { supported: row.authentication !== 'unsupported' }, wallet: null,
  };
}

/** The same for the same number, and nothing of the number in it. */
function fingerprintOf(number: string): string {
  return createHash('sha256').update(`stripe-emulator ${number}`).digest('base64').replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 16);
}

/** What the issuer says of the code and the address when a charge is asked for. */
export function issuerChecks(number: string, cvcGiven: boolean, billing: BillingDetails): CardFacts['checks'] {
  const { checks } = cardOf(number);
  const found = (given: boolean, says: 'fail' | 'unchecked' | undefined): string | null => (given ? { fail: 'fail', unchecked: 'unavailable', none: 'pass' }[says ?? 'none'] : null);
  return {
    address_line1_check: found(billing.address.line1 !== null, checks?.line1),
    address_postal_code_check: found(billing.address.postal_code !== null, checks?.zip),
    cvc_check: found(cvcGiven, checks?.cvc),
  };
}

export function instrumentOf(id: string, entered: EnteredCard): Instrument {
  return { id, number: entered.number, cvcGiven: entered.cvcGiven, setUpOffSession: cardOf(entered.number).authentication === 'set-up', spent: false };
}
