/** Currencies in which proposals and payments are made; all have two decimals. ISO 4217. */
export const CURRENCIES = ['USD', 'EUR', 'GBP'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Whole minor units, never a fraction. */
export interface Money {
  /** Minor units (cents); a whole number. */
  readonly amount: number;
  readonly currency: Currency;
}

/**
 * A share of an amount, rounded half up, by whole numbers alone.
 * @param amount minor units, 0 or more.
 * @param part 0 to `whole`. @param whole more than 0.
 */
export function shareOf(amount: number, part: number, whole: number): number {
  return Number((BigInt(amount) * BigInt(part) * 2n + BigInt(whole)) / (BigInt(whole) * 2n));
}

/** @returns an amount for people: `USD 1,234.05`. @param amount minor units; may be negative. */
export function inWords({ amount, currency }: Money): string {
  const minor = Math.abs(amount);
  const major = Math.trunc(minor / 100).toLocaleString('en-US');
  return `${amount < 0 ? '\u2212' : ''}${currency} ${major}.${String(minor % 100).padStart(2, '0')}`;
}
