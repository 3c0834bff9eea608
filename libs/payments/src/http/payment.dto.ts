import { CountryCode, Email, Flag, Instant, ListOf, Nested, OneOf, Text, Uuid, Whole } from '@plumbline/common';
import { AMOUNT, PURCHASE_ORDER_LENGTH, PURCHASE_ORDER_PATTERN } from '@plumbline/marketplace';
import { CURRENCIES, type Currency } from '../domain/money.js';
import { DISPUTE_STATES, PAYMENT_STATES, REFUND_STATES, TRANSFER_STATES } from '../domain/states.js';
import { SIDES } from '../domain/sides.js';

/** Prices of proposals, minor units: least and most that is paid at once. */
const PRICE = { ...AMOUNT, example: 50_000 } as const;
const SUM = { min: 0, max: 99_999_999, example: 0 } as const;
const TOKEN = { min: 10, max: 255, pattern: /^ctoken_[A-Za-z0-9_]+$/, example: 'ctoken_1NnQUf2eZvKYlo2CIObdtbnb', description: 'Confirmation token of the card form; good for one attempt.' } as const;
const METHOD = { min: 4, max: 255, pattern: /^pm_[A-Za-z0-9_]+$/, example: 'pm_1MqLiJLkdIwHu7ixUEgbFdYF' } as const;
const SAVED = { ...METHOD, description: 'A method that the firm saved, in place of a confirmation token.' } as const;
const ORDER_NUMBER = { max: PURCHASE_ORDER_LENGTH, pattern: PURCHASE_ORDER_PATTERN, example: 'PO-2026-0117', description: 'The payer\'s own reference; that of the request unless told.' } as const;
const TERMS = { max: 20, pattern: /^[0-9A-Za-z.-]+$/, example: '2026-11', description: 'The version of the terms that the payer has accepted.' } as const;

export class BillingDto {
  @Text({ max: 200, trimmed: true, example: 'Ada Lovell' }) name!: string;
  @Email({ example: 'ada@harborpine.example' }) email!: string;
  @CountryCode({ example: 'US' }) country!: string;
  @Text({ max: 16, trimmed: true, example: '04101' }) postalCode!: string;
  @Text({ max: 200, trimmed: true, optional: true, example: '12 Wharf Street' }) line1?: string;
  @Text({ max: 100, trimmed: true, optional: true, example: 'Portland' }) city?: string;
}

export class QuoteRequestDto {
  @Uuid({ description: 'An accepted proposal.' }) proposalId!: string;
}

export class QuoteDto {
  @Uuid() proposalId!: string;
  @Whole({ ...PRICE, description: 'What is paid, minor units.' }) amount!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: Currency;
  @Whole({ ...SUM, example: 4_000, description: 'The platform\'s fee, contained in the amount; minor units.' }) fee!: number;
  @Whole({ ...SUM, example: 46_000, description: 'What the provider gets of it; minor units.' }) providerShare!: number;
  @Whole({ min: 1, max: 1_000, example: 1, description: 'Version of the policy for fees and for what of them goes back with a refund.' }) feePolicy!: number;
  @Text(TERMS) termsVersion!: string;
  @Text({ ...ORDER_NUMBER, optional: true }) purchaseOrderNumber?: string;
  @Text({ max: 500 }) taxNote!: string;
}

export class CreatePaymentDto {
  @Uuid({ description: 'An accepted proposal of your firm.' }) proposalId!: string;
  @Whole({ ...PRICE, description: 'What the payer was shown, minor units; must be what was agreed on.' }) amount!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: Currency;
  @Text({ ...TOKEN, optional: true }) confirmationToken?: string;
  @Text({ ...SAVED, optional: true }) savedMethodId?: string;
  @Flag({ default: false, description: 'Keep the card for the firm\'s next payment.' }) saveMethod!: boolean;
  @Nested(() => BillingDto) billing!: BillingDto;
  @Text(TERMS) termsVersion!: string;
  @Text({ ...ORDER_NUMBER, optional: true }) purchaseOrderNumber?: string;
}

export class ConfirmPaymentDto {
  @Text({ ...TOKEN, optional: true }) confirmationToken?: string;
  @Text({ ...SAVED, optional: true }) savedMethodId?: string;
  @Flag({ default: false }) saveMethod!: boolean;
}

export class CardDto {
  @Text({ max: 40, example: 'visa' }) brand!: string;
  @Text({ min: 4, max: 4, example: '4242' }) last4!: string;
  @Text({ max: 20, example: 'credit' }) funding!: string;
  @Text({ max: 2, optional: true, example: 'US' }) country?: string;
}

export class NextActionDto {
  @Text({ max: 2_048, format: 'uri', example: 'https://hooks.stripe.com/3d_secure_2/hosted', description: 'Where the payer shows who they are.' }) redirectUrl!: string;
}

export class DeclineDto {
  @Text({ max: 60, example: 'card_declined', description: 'What the payer may be told; `not_accepted` when the bank was not even asked.' }) code!: string;
}

export class PaymentRefundDto {
  @Text({ max: 255 }) id!: string;
  @Whole(SUM) amount!: number;
  @OneOf(REFUND_STATES.states) state!: string;
  @Text({ max: 500, multiline: true }) reason!: string;
  @Instant() at!: string;
}

export class PaymentDisputeDto {
  @Text({ max: 255, example: 'du_1MtJUT2eZvKYlo2CNaw2HvEv' }) id!: string;
  @Whole(SUM) amount!: number;
  @OneOf(DISPUTE_STATES.states) state!: string;
  @Text({ max: 100, example: 'product_not_received' }) reason!: string;
  @Instant({ optional: true }) evidenceDueBy?: string;
  @Instant({ optional: true }) answeredAt?: string;
  @Instant() at!: string;
}

export class PaymentTransferDto {
  @OneOf(TRANSFER_STATES.states) state!: string;
  @Whole({ ...SUM, description: 'The provider\'s share, minor units.' }) amount!: number;
  @Whole({ ...SUM, description: 'Taken back, minor units.' }) reversed!: number;
  @Instant({ description: 'End of the hold behind the accepted delivery.' }) dueAt!: string;
  @Instant({ optional: true }) paidAt?: string;
}

export class PaymentDto {
  @Uuid() id!: string;
  @Whole({ min: 1, max: 2 ** 31 - 1, example: 1, description: 'Also the ETag.' }) version!: number;
  @OneOf(SIDES, { description: 'As which firm you see it: who pays (`client`) or who earns (`provider`).' }) side!: string;
  @Uuid() proposalId!: string;
  @Uuid() serviceRequestId!: string;
  @Uuid() clientBusinessId!: string;
  @Uuid() providerBusinessId!: string;
  @OneOf(PAYMENT_STATES.states, { example: 'authorised' }) state!: string;
  @Whole({ ...PRICE, description: 'Minor units, as all sums here.' }) amount!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: string;
  @Whole({ ...SUM, example: 4_000 }) fee!: number;
  @Whole({ ...SUM, example: 46_000 }) providerShare!: number;
  @Whole({ min: 1, max: 1_000, example: 1 }) feePolicy!: number;
  @Whole({ ...SUM, example: 50_000 }) authorised!: number;
  @Whole(SUM) captured!: number;
  @Whole(SUM) refunded!: number;
  @Whole({ ...SUM, description: 'Of disputes that are open or lost.' }) disputed!: number;
  @Text({ ...ORDER_NUMBER, optional: true }) purchaseOrderNumber?: string;
  @Text({ max: 20, optional: true, example: 'PL-2026-000001' }) invoiceNumber?: string;
  @ListOf(() => PaymentRefundDto, { max: 200 }) refunds!: readonly PaymentRefundDto[];
  @ListOf(() => PaymentDisputeDto, { max: 50 }) disputes!: readonly PaymentDisputeDto[];
  @Instant() createdAt!: string;
  @Instant({ optional: true }) authorisedAt?: string;
  @Instant({ optional: true }) capturedAt?: string;
  @Text({ ...TERMS, optional: true }) termsVersion?: string;
  @Nested(() => CardDto, { optional: true, description: 'For the payer alone, as all that follows but the transfer.' }) card?: CardDto;
  @Nested(() => NextActionDto, { optional: true, description: 'In `requires_action`.' }) nextAction?: NextActionDto;
  @Nested(() => DeclineDto, { optional: true, description: 'In `declined` and `denied`.' }) decline?: DeclineDto;
  @Nested(() => PaymentTransferDto, { optional: true, description: 'For the provider alone.' }) transfer?: PaymentTransferDto;
}

export class PaymentPageDto {
  @ListOf(() => PaymentDto, { max: 100 }) items!: readonly PaymentDto[];
  @Text({ max: 512, nullable: true, example: null, description: '`cursor` of the next page; null on the last one.' }) nextCursor!: string | null;
}
