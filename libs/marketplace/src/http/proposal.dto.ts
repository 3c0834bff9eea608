import { Decimal, Instant, ListOf, Nested, OneOf, PageQuery, Text, Uuid, Whole } from '@plumbline/common';
import { SIDES, type Side } from '../data/party-scope.js';
import { PROPOSAL_STATES, type ProposalState, SCOPE_LENGTH } from '../domain/proposal.js';
import { CURRENCIES, type Currency } from '../domain/service-request.js';
import { DAYS, NAME, NEXT_CURSOR, PRICE, PROVIDER_ID } from './service-request.dto.js';

const SCOPE = { max: SCOPE_LENGTH, multiline: true, trimmed: true, example: 'A quality plan after ISO 10005, two visits, and a template for each checklist.', description: 'What is offered for the price. Encrypted at rest.' } as const;

export class CreateProposalDto {
  @Uuid({ ...PROVIDER_ID, description: 'Your firm that offers it.' }) providerBusinessId!: string;
  @Whole(PRICE) amount!: number;
  @OneOf(CURRENCIES, { description: 'That of the request.' }) currency!: Currency;
  @Text(SCOPE) scopeOfWork!: string;
  @Whole(DAYS) daysToDeliver!: number;
  @Instant({ optional: true, example: '2026-12-24T12:00:00Z', description: 'Until when it binds, at most 90 days from now; 30 days unless told.' }) validUntil?: string;
}

export class ProposalListQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Only proposals to this request.' }) serviceRequestId?: string;
  @Uuid({ optional: true, description: 'All your firms unless told.' }) businessId?: string;
  @OneOf(SIDES, { optional: true, description: 'As the client: those that the firms were made. As the provider: those that they made. Both unless told.' }) side?: Side;
}

export class AverageDto {
  @Whole({ min: 0, max: 1_000_000, example: 4 }) count!: number;
  @Decimal({ min: 1, max: 5, nullable: true, example: 4.75, description: 'Stars; null without ratings.' }) average!: number | null;
}

export class ProposalDto {
  @Uuid() id!: string;
  @Uuid() serviceRequestId!: string;
  @Uuid() clientBusinessId!: string;
  @Uuid(PROVIDER_ID) providerBusinessId!: string;
  @Text(NAME) providerName!: string;
  @Nested(() => AverageDto, { description: 'How the provider was rated so far.' }) providerRating!: AverageDto;
  @OneOf(PROPOSAL_STATES.states) state!: ProposalState;
  @Whole(PRICE) amount!: number;
  @OneOf(CURRENCIES) currency!: Currency;
  @Text(SCOPE) scopeOfWork!: string;
  @Whole(DAYS) daysToDeliver!: number;
  @Instant() validUntil!: string;
  @Instant() submittedAt!: string;
}

export class ProposalPageDto {
  @ListOf(() => ProposalDto, { max: 100 }) items!: readonly ProposalDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}
