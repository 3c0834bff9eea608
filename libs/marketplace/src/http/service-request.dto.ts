import { SERVICE_CATEGORIES, type ServiceCategory } from '@plumbline/assessments';
import { Day, Instant, ListOf, Nested, OneOf, PageQuery, Text, url, Uuid, Whole } from '@plumbline/common';
import { SIDES, type Side } from '../data/party-scope.js';
import { PAYMENT_STATUSES, type PaymentStatus } from '../domain/payment-status.js';
import { AMOUNT, DAYS_TO_DELIVER, PROPOSALS_PER_REQUEST } from '../domain/proposal.js';
import { DISPUTE_OUTCOMES, type DisputeOutcome, REQUEST_STATES, type ServiceRequestState } from '../domain/request-states.js';
import { CURRENCIES, type Currency, DESCRIPTION_LENGTH, PURCHASE_ORDER_LENGTH, PURCHASE_ORDER_PATTERN, TITLE_LENGTH } from '../domain/service-request.js';
import { DELIVERIES, LINKS_PER_DELIVERY } from '../domain/work.js';

export const VERSION = { min: 1, max: 2 ** 31 - 1, example: 3, description: 'Also the ETag.' } as const;
export const NEXT_CURSOR = { max: 512, nullable: true, example: null, description: '`cursor` of the next page; null on the last one.' } as const;
export const NAME = { max: 200, example: 'Harbor & Pine Millwork LLC' } as const;
/** Minor units. */
export const PRICE = { ...AMOUNT, example: 240_000, description: 'In minor units.' } as const;
export const DAYS = { ...DAYS_TO_DELIVER, example: 21 } as const;
export const PROVIDER_ID = { example: '0193a1f2-0000-7000-8000-0000000000b2' } as const;
const TITLE = { max: TITLE_LENGTH, trimmed: true, example: 'A quality plan for public contracts' } as const;
const DESCRIPTION = { max: DESCRIPTION_LENGTH, multiline: true, trimmed: true, example: 'We need a written quality plan that our shop can really follow.' } as const;
const CATEGORY = { example: 'quality-management', description: 'What kind of help; the categories of the catalogue.' } as const;
const BOUND = { min: 0, max: AMOUNT.max, description: 'In minor units.' } as const;
const NEEDED_BY = { example: '2099-03-31' } as const;
const PURCHASE_ORDER = { max: PURCHASE_ORDER_LENGTH, pattern: PURCHASE_ORDER_PATTERN, example: 'PO-2026-0117', description: 'The number of the purchase in the firm\'s own books; shown on receipts.' } as const;
const STATEMENT_ID = { max: 16, pattern: /^[A-Z]{3}-[1-3]-\d{2}$/, example: 'QUA-2-01' } as const;
const WORDS = { max: 5_000, multiline: true, trimmed: true, description: 'Encrypted at rest.' } as const;
const REASON = { ...WORDS, min: 10, max: 2_000, example: 'Chapter 3 does not say who checks the welds.' } as const;

export class GapReferenceDto {
  @Uuid({ example: '0193a1f2-0000-7000-8000-0000000000a1' }) assessmentId!: string;
  @Text(STATEMENT_ID) statementId!: string;
}

export class BudgetDto {
  @Whole({ ...BOUND, optional: true, example: 100_000 }) min?: number;
  @Whole({ ...BOUND, optional: true, example: 300_000 }) max?: number;
  @OneOf(CURRENCIES, { example: 'USD', description: 'ISO 4217.' }) currency!: Currency;
}

export class CreateServiceRequestDto {
  @Uuid({ example: '0193a1f2-0000-7000-8000-0000000000b1' }) businessId!: string;
  @Nested(() => GapReferenceDto, { optional: true, description: 'A gap of an assessment of the same firm: title, description and category are taken from the catalogue unless given.' }) fromGap?: GapReferenceDto;
  @Text({ ...TITLE, optional: true }) title?: string;
  @Text({ ...DESCRIPTION, optional: true }) description?: string;
  @OneOf(SERVICE_CATEGORIES, { ...CATEGORY, optional: true }) category?: ServiceCategory;
  @Nested(() => BudgetDto, { optional: true, description: 'US dollars without bounds unless given. Its currency is the one that proposals are made in.' }) budget?: BudgetDto;
  @Day({ ...NEEDED_BY, optional: true }) neededBy?: string;
  @Text({ ...PURCHASE_ORDER, optional: true }) purchaseOrderNumber?: string;
}

/** A partial change: what is absent stays, null clears. */
export class UpdateServiceRequestDto {
  @Text({ ...TITLE, optional: true }) title?: string;
  @Text({ ...DESCRIPTION, optional: true }) description?: string;
  @OneOf(SERVICE_CATEGORIES, { ...CATEGORY, optional: true }) category?: ServiceCategory;
  @Nested(() => BudgetDto, { optional: true }) budget?: BudgetDto;
  @Day({ ...NEEDED_BY, optional: true, nullable: true }) neededBy?: string | null;
  @Text({ ...PURCHASE_ORDER, optional: true, nullable: true }) purchaseOrderNumber?: string | null;
}

export class ServiceRequestListQuery extends PageQuery {
  @Uuid({ optional: true, description: 'All your firms unless told.' }) businessId?: string;
  @OneOf(SIDES, { optional: true, description: 'As the client: what the firms ask for. As the provider: what they work on. Both unless told.' }) side?: Side;
  @OneOf(REQUEST_STATES.states, { optional: true, example: 'open', description: 'Only requests in this state.' }) state?: ServiceRequestState;
}

export class OpenRequestQuery extends PageQuery {
  @OneOf(SERVICE_CATEGORIES, { ...CATEGORY, optional: true }) category?: ServiceCategory;
}

class RequestFactsDto {
  @Uuid() id!: string;
  @Text({ ...NAME, description: 'Of the firm that asks.' }) businessName!: string;
  @Text(TITLE) title!: string;
  @Text(DESCRIPTION) description!: string;
  @OneOf(SERVICE_CATEGORIES, CATEGORY) category!: ServiceCategory;
  @Nested(() => BudgetDto) budget!: BudgetDto;
  @Day({ ...NEEDED_BY, nullable: true }) neededBy!: string | null;
}

/** A request on the board. Nothing of it says how to reach the firm but by a proposal. */
export class OpenRequestDto extends RequestFactsDto {
  @Instant() openedAt!: string;
}

export class OpenRequestPageDto {
  @ListOf(() => OpenRequestDto, { max: 100 }) items!: readonly OpenRequestDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}

export class AgreementDto {
  @Uuid() proposalId!: string;
  @Uuid(PROVIDER_ID) providerBusinessId!: string;
  @Whole(PRICE) amount!: number;
  @OneOf(CURRENCIES) currency!: Currency;
  @Whole(DAYS) daysToDeliver!: number;
  @Instant() acceptedAt!: string;
}

export class ChangesRequestedDto {
  @Instant() at!: string;
  @Text(REASON) reason!: string;
}

export class DeliveryDto {
  @Instant() deliveredAt!: string;
  @Text({ ...WORDS, example: 'The plan, and the two checklists that go with it.' }) note!: string;
  @ListOf(url(), { max: LINKS_PER_DELIVERY, example: ['https://files.example.org/plan.pdf'] }) links!: readonly string[];
  @Nested(() => ChangesRequestedDto, { nullable: true, description: 'Why the client sent it back; null while it did not.' }) changesRequested!: ChangesRequestedDto | null;
}

export class RequestDisputeDto {
  @OneOf(SIDES) openedBy!: Side;
  @Instant() openedAt!: string;
  @Text(REASON) reason!: string;
  @Instant({ nullable: true, example: null }) resolvedAt!: string | null;
  @OneOf(DISPUTE_OUTCOMES, { nullable: true, example: null }) outcome!: DisputeOutcome | null;
  @Text({ ...REASON, nullable: true, example: null }) ruling!: string | null;
}

export class RequestPaymentDto {
  @OneOf(PAYMENT_STATUSES) state!: PaymentStatus;
  @Instant({ nullable: true, example: null, description: 'When money was taken or given back last.' }) at!: string | null;
}

export class ServiceRequestDto extends RequestFactsDto {
  @Whole(VERSION) version!: number;
  @Uuid() businessId!: string;
  @OneOf(REQUEST_STATES.states) state!: ServiceRequestState;
  @Text({ ...PURCHASE_ORDER, nullable: true }) purchaseOrderNumber!: string | null;
  @Nested(() => GapReferenceDto, { nullable: true, description: 'From which gap it was made; for the firm alone.' }) gap!: GapReferenceDto | null;
  @Whole({ min: 0, max: PROPOSALS_PER_REQUEST, example: 2, description: 'Proposals that were made, whatever became of them.' }) proposalCount!: number;
  @Nested(() => AgreementDto, { nullable: true, description: 'For the two sides.' }) agreement!: AgreementDto | null;
  @ListOf(() => DeliveryDto, { max: DELIVERIES, description: 'In order; for the two sides.' }) deliveries!: readonly DeliveryDto[];
  @Nested(() => RequestDisputeDto, { nullable: true, description: 'The last one; for the two sides.' }) dispute!: RequestDisputeDto | null;
  @Nested(() => RequestPaymentDto) payment!: RequestPaymentDto;
  @Instant() createdAt!: string;
  @Instant({ nullable: true }) openedAt!: string | null;
  @Instant({ nullable: true, example: null }) completedAt!: string | null;
  @Instant({ nullable: true, example: null }) cancelledAt!: string | null;
}

export class ServiceRequestPageDto {
  @ListOf(() => ServiceRequestDto, { max: 100 }) items!: readonly ServiceRequestDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}

export class NewDeliveryDto {
  @Text({ ...WORDS, example: 'The plan, and the two checklists that go with it.' }) note!: string;
  @ListOf(url(), { max: LINKS_PER_DELIVERY, default: [], example: ['https://files.example.org/plan.pdf'], description: 'Where it can be fetched.' }) links!: string[];
}

export class WorkReasonDto {
  @Text(REASON) reason!: string;
}

export class RulingDto {
  @OneOf(DISPUTE_OUTCOMES, { example: 'in_progress', description: 'The work goes on; the delivery waits for the client\'s word again; it counts as accepted; or it ends undone.' }) outcome!: DisputeOutcome;
  @Text({ ...REASON, example: 'The plan lacks a chapter that was agreed; please add it.', description: 'Told to both sides. Encrypted at rest.' }) ruling!: string;
}
