const MONTHS = 12;

/**
 * When a verification lapses: 12 calendar months later, at the same time of the day (UTC); on the last day of a month that is too short.
 */
export function expiryOf(verifiedAt: Date): Date {
  const month = verifiedAt.getUTCMonth() + MONTHS;
  const lastDay = new Date(Date.UTC(verifiedAt.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const expiry = new Date(verifiedAt);
  expiry.setUTCMonth(month, Math.min(verifiedAt.getUTCDate(), lastDay));
  return expiry;
}
