/** What a request may be paid in; ISO 4217. All have two digits of minor units. */
export const CURRENCIES = ['USD', 'EUR', 'GBP'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** What the firm means to spend, in minor units; both bounds are in the range. */
export interface Budget {
  readonly min?: number;
  readonly max?: number;
  readonly currency: Currency;
}

/** The firm's own number for the purchase, as its books know it. */
export const PURCHASE_ORDER_PATTERN = /^[A-Za-z0-9][A-Za-z0-9 ._\/#-]{0,38}[A-Za-z0-9]$|^[A-Za-z0-9]$/;
export const PURCHASE_ORDER_LENGTH = 40;

export const TITLE_LENGTH = 200;
export const DESCRIPTION_LENGTH = 5_000;

/** What a firm asks for. */
export interface Wish<TCategory extends string = string> {
  readonly title: string;
  readonly description: string;
  readonly category: TCategory;
  readonly budget: Budget;
  /** RFC 3339 full-date. */
  readonly neededBy?: string;
  readonly purchaseOrderNumber?: string;
}

/** What was agreed by accepting a proposal: a copy, which nothing changes any more. */
export interface AgreedTerms {
  readonly proposalId: string;
  readonly providerBusinessId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: Currency;
  readonly daysToDeliver: number;
  readonly acceptedAt: Date;
  readonly acceptedBy: string;
}
