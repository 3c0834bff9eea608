import { Flag, Instant, ListOf, OneOf, PageQuery, Text, text, Url, Uuid, Whole } from '@plumbline/common';
import { ACCOUNTS, ENTRY_KINDS } from '../domain/ledger.js';
import { CURRENCIES } from '../domain/money.js';
import { PAYOUT_STATES } from '../domain/payout-account.js';
import { PAYOUT_PROGRESS, PAYOUT_WAITS } from '../domain/payouts.js';
import { REFUND_REASONS, type RefundReason } from '../domain/refunds.js';
import { DISPUTE_STATES, REFUND_STATES } from '../domain/states.js';

const SUM = { min: 0, max: 99_999_999, example: 10_000 } as const;
const NEXT_CURSOR = { max: 512, nullable: true, example: null, description: '`cursor` of the next page; null on the last one.' } as const;

export class RefundWishDto {
  @Whole({ min: 1, max: 99_999_999, example: 10_000, description: 'Minor units; at most what was captured and is neither refunded, about to be, nor disputed.' }) amount!: number;
  @OneOf(REFUND_REASONS, { example: 'requested_by_customer' }) reason!: RefundReason;
}

export class RefundDto {
  @Uuid() id!: string;
  @Uuid() paymentId!: string;
  @Whole(SUM) amount!: number;
  @Whole({ ...SUM, example: 800, description: 'Part of the amount that comes out of the platform\'s fee.' }) fee!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: string;
  @OneOf(REFUND_STATES.states, { description: '`pending`: the bank has it in hand, or nobody knows yet; it settles by itself.' }) state!: string;
  @OneOf(REFUND_REASONS) reason!: string;
  @Text({ max: 100, nullable: true, example: null, description: 'Why it failed.' }) failure!: string | null;
  @Whole({ ...SUM, description: 'What is left to be refunded.' }) refundable!: number;
  @Instant() at!: string;
}

export class DisputeParams {
  @Uuid({ description: 'The payment.' }) paymentId!: string;
  @Text({ min: 4, max: 255, pattern: /^[A-Za-z0-9_-]+$/, example: 'du_1MtJUT2eZvKYlo2CNaw2HvEv', description: 'One of the payment\'s disputes.' }) disputeId!: string;
}

export class DisputeAnswerDto {
  @Text({ min: 20, max: 5_000, multiline: true, trimmed: true, example: 'The quality plan was delivered on 3 November and accepted by the client on 5 November.', description: 'What the bank is to know. Encrypted at rest, and handed to the payment processor.' }) text!: string;
}

export class DisputeDto {
  @Text({ max: 255, example: 'du_1MtJUT2eZvKYlo2CNaw2HvEv' }) id!: string;
  @Whole(SUM) amount!: number;
  @OneOf(DISPUTE_STATES.states) state!: string;
  @Text({ max: 100, example: 'product_not_received' }) reason!: string;
  @Instant({ nullable: true }) evidenceDueBy!: string | null;
  @Instant({ nullable: true, description: 'Null while nobody knows whether the answer has arrived.' }) answeredAt!: string | null;
}

export class PostingDto {
  @OneOf(ACCOUNTS, { example: 'processor' }) account!: string;
  @Whole({ min: -99_999_999, max: 99_999_999, example: 50_000, description: 'Minor units; debits positive.' }) amount!: number;
}

export class LedgerEntryDto {
  @Whole({ min: 1, max: 10_000, example: 1 }) seq!: number;
  @OneOf(ENTRY_KINDS, { example: 'capture' }) kind!: string;
  @Text({ max: 255, example: 'ch_3MmlLrLkdIwHu7ix0snN0B15', description: 'The object of the payment processor that it tells of.' }) source!: string;
  @ListOf(() => PostingDto, { max: 10 }) postings!: readonly PostingDto[];
  @Instant() at!: string;
}

export class LedgerDto {
  @Uuid() paymentId!: string;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: string;
  @Flag({ description: 'Debits equal credits, in all of the books.' }) balanced!: boolean;
  @ListOf(() => PostingDto, { max: ACCOUNTS.length, description: 'What stands in each account by these entries.' }) balances!: readonly PostingDto[];
  @ListOf(() => LedgerEntryDto, { max: 1_000, description: 'The payer is shown what was captured, refunded and disputed; the provider all.' }) entries!: readonly LedgerEntryDto[];
}

export class OnboardingDto {
  @Uuid({ description: 'The provider\'s firm.' }) businessId!: string;
}

export class OnboardingLinkDto {
  @Url({ protocols: ['http:', 'https:'], example: 'https://connect.stripe.com/setup/e/acct_1/abc', description: 'Page of the payment processor; good once, for minutes.' }) url!: string;
}

export class PayoutAccountQuery {
  @Uuid({ description: 'The provider\'s firm.' }) businessId!: string;
}

export class PayoutAccountDto {
  @Uuid() businessId!: string;
  @OneOf(PAYOUT_STATES, { example: 'ready', description: 'Money goes to accounts that are `ready`.' }) state!: string;
  @Flag() transfersActive!: boolean;
  @Flag() payoutsEnabled!: boolean;
  @ListOf(text({ max: 200 }), { max: 100, example: ['external_account'], description: 'What the payment processor still wants to know, in its own names.' }) requirements!: readonly string[];
  @Text({ max: 200, nullable: true, example: null }) disabledReason!: string | null;
}

export class PayoutListQuery extends PageQuery {
  @Uuid({ optional: true, description: 'All your firms unless told.' }) businessId?: string;
}

export class PayoutDto {
  @Uuid() paymentId!: string;
  @Uuid() proposalId!: string;
  @Uuid() serviceRequestId!: string;
  @Uuid({ description: 'The provider\'s firm.' }) businessId!: string;
  @OneOf(PAYOUT_PROGRESS, { example: 'waiting' }) state!: string;
  @OneOf(PAYOUT_WAITS, { nullable: true, example: 'hold', description: 'Why it has not gone.' }) waitsFor!: string | null;
  @Whole({ ...SUM, description: 'What is to go, or has gone; minor units.' }) amount!: number;
  @Whole({ ...SUM, example: 0, description: 'What was taken back of it.' }) reversed!: number;
  @Whole({ ...SUM, example: 0, description: 'What you owe since a refund or a lost dispute.' }) owed!: number;
  @OneOf(CURRENCIES, { example: 'USD' }) currency!: string;
  @Instant({ nullable: true, description: 'Not before this it is tried.' }) dueAt!: string | null;
  @Instant({ nullable: true, example: null }) paidAt!: string | null;
}

export class PayoutPageDto {
  @ListOf(() => PayoutDto, { max: 100 }) items!: readonly PayoutDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}
