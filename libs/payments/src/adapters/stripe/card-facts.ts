import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type Stripe from 'stripe';
import type { CardFacts, IssuerResults } from '../../domain/payment.js';

type Card = Pick<Stripe.PaymentMethod.Card, 'brand' | 'last4' | 'funding' | 'country' | 'fingerprint'>;
type ChargedCard = Stripe.Charge.PaymentMethodDetails.Card;

/** Results with which the issuer carries a fraud's loss. docs.stripe.com/payments/3d-secure/authentication-flow#disputed-payments */
const SHIFTED: readonly string[] = ['authenticated', 'attempt_acknowledged'];

/** Names cards by a keyed hash of Stripe's fingerprint: two uses of one card are seen, and nobody can go back to the card. */
export class CardNames {
  readonly #key: KeyObject;

  /** @param key 32 bytes, `BLIND_INDEX_KEY`. */
  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  of(fingerprint: string): string {
    return createHmac('sha256', this.#key).update('plumbline/card-fingerprint\0').update(fingerprint).digest('base64url');
  }
}

type Loose<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** What is kept of a card. */
export function cardFacts({ brand, last4, funding, country, fingerprint }: Loose<Card> | Loose<ChargedCard>, names: CardNames): CardFacts {
  return {
    brand: brand ?? 'unknown',
    last4: last4 ?? '',
    funding: funding ?? 'unknown',
    ...(country == null ? {} : { country }),
    ...(fingerprint == null ? {} : { fingerprint: names.of(fingerprint) }),
  };
}

/** What the issuer answered to a charge of a card. */
export function issuerResults({ checks, three_d_secure: secure }: ChargedCard): IssuerResults {
  const results = { cvcCheck: checks?.cvc_check, postalCodeCheck: checks?.address_postal_code_check, threeDSecure: secure?.result };
  const known = Object.fromEntries(Object.entries(results).filter(([, result]) => typeof result === 'string')) as Omit<IssuerResults, 'liabilityShifted'>;
  return { ...known, liabilityShifted: SHIFTED.includes(secure?.result ?? '') };
}
