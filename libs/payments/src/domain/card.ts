/** What the processor tells of a card; its number never reaches us. */
export interface CardFacts {
  readonly brand: string;
  readonly last4: string;
  readonly funding: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** The processor's fingerprint of the number, as a keyed hash. */
  readonly fingerprint?: string;
}

/** What the issuer answered to an authorisation. */
export interface IssuerResults {
  readonly cvcCheck?: string;
  readonly postalCodeCheck?: string;
  readonly threeDSecure?: string;
  /** The issuer carries a fraud's loss. */
  readonly liabilityShifted: boolean;
}
