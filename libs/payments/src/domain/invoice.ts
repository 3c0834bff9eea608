import type { Currency } from './money.js';

/** What was sold, by whom and to whom, as it was when it was invoiced; it never changes. Amounts in minor units. */
export interface Invoice {
  /** `PL-2026-000001`: one after the other within a year, without a gap. */
  readonly number: string;
  readonly year: number;
  /** 1, 2, ... within the year. */
  readonly sequence: number;
  readonly paymentId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  /** Legal names on the day of issue. */
  readonly clientName: string;
  readonly providerName: string;
  /** The service that was agreed on. */
  readonly title: string;
  readonly purchaseOrderNumber?: string;
  readonly amount: number;
  /** The platform's, contained in `amount`; the provider's affair. */
  readonly fee: number;
  readonly currency: Currency;
  readonly issuedAt: Date;
}

const DIGITS = 6;

/** @param sequence 1 or more; behind 999,999 a number grows by a digit. */
export function invoiceNumber(year: number, sequence: number): string {
  return `PL-${year}-${String(sequence).padStart(DIGITS, '0')}`;
}
