import { Decimal, Flag, Instant, ListOf, Nested, OneOf, PageQuery, Text, Uuid, Whole } from '@plumbline/common';
import { type Answer, ANSWERS } from '../domain/answers.js';
import { AREA_IDS, type AreaId, type Tier } from '../domain/catalogue/catalogue.js';
import { type Verdict, VERDICTS } from '../domain/review/rulings.js';
import { ASSESSMENT_STATES, type AssessmentState } from '../domain/states.js';
import { StatementDto } from './catalogue.dto.js';

export const VERSION = { min: 1, max: 2 ** 31 - 1, example: 3, description: 'Also the ETag.' } as const;
const TIER = { min: 1, max: 3, example: 1 } as const;
const COUNT = { min: 0, max: 1000, example: 12 } as const;
const PERCENT = { min: 0, max: 100, example: 64.5 } as const;
export const STATEMENT_ID = { max: 16, pattern: /^[A-Z]{3}-[1-3]-\d{2}$/, example: 'LEG-1-01' } as const;
const REASON = { max: 500, multiline: true, trimmed: true, example: 'We employ nobody but the owners.', description: 'Required for not_applicable. Encrypted at rest.' } as const;
/** In the words of a navigator. */
export const NAVIGATORS_REASON = { max: 1000, multiline: true, trimmed: true, example: 'The certificate has expired; please send the present one.', description: 'Encrypted at rest.' } as const;
export const CATALOGUE_VERSION = { min: 1, max: 100_000, example: 1, description: 'The catalogue version that it pins.' } as const;
export const NEXT_CURSOR = { max: 512, nullable: true, example: null, description: '`cursor` of the next page; null on the last one.' } as const;
const MOST_RESPONSES = 100;
const MOST_ANSWERS = 1000;

export class StartAssessmentDto {
  @Uuid({ example: '0193a1f2-0000-7000-8000-0000000000b1' }) businessId!: string;
}

export class AssessmentListQuery extends PageQuery {
  @Uuid({ optional: true, description: 'All your businesses unless told.' }) businessId?: string;
  @OneOf(ASSESSMENT_STATES.states, { optional: true, example: 'submitted', description: 'Only assessments in this state.' }) state?: AssessmentState;
}

export class TierResponseDto {
  @Text(STATEMENT_ID) statementId!: string;
  @OneOf(ANSWERS, { nullable: true, example: 'yes', description: 'null takes an earlier answer back; in a form, empty.' }) answer!: Answer | null;
  @Text({ ...REASON, optional: true }) reason?: string;
}

/** Answers to some statements of one tier; the statements that are not named keep the answers that they have. */
export class TierResponseSubmission {
  @Whole(TIER) tier!: Tier;
  @ListOf(() => TierResponseDto, { min: 1, max: MOST_RESPONSES }) responses!: TierResponseDto[];
}

export class TierProgressDto {
  @Whole(TIER) tier!: Tier;
  @Whole(COUNT) answered!: number;
  @Whole({ ...COUNT, example: 40 }) statements!: number;
}

export class VerdictDto {
  @OneOf(VERDICTS) decision!: Verdict['decision'];
  @Text({ ...NAVIGATORS_REASON, optional: true }) reason?: string;
  @Instant() decidedAt!: string;
  @Flag({ example: true, description: 'Whether it was about the answer that stands now; else the answer has to be verified again.' }) stands!: boolean;
}

export class AnswerDto {
  @Text(STATEMENT_ID) statementId!: string;
  @OneOf(ANSWERS) answer!: Answer;
  @Text({ ...REASON, optional: true }) reason?: string;
  @Instant() answeredAt!: string;
  @Uuid({ description: 'The user who gave it.' }) answeredBy!: string;
  @Nested(() => VerdictDto, { optional: true, description: 'What a navigator found of it (tier 3); left out where none has decided.' }) verdict?: VerdictDto;
}

export class AssessmentSummaryDto {
  @Uuid() id!: string;
  @Whole(VERSION) version!: number;
  @Uuid() businessId!: string;
  @Whole(CATALOGUE_VERSION) catalogueVersion!: number;
  @OneOf(ASSESSMENT_STATES.states) state!: AssessmentState;
  @Instant() startedAt!: string;
  @Instant({ nullable: true }) submittedAt!: string | null;
  @Instant({ nullable: true, description: 'When a navigator verified it.' }) verifiedAt!: string | null;
  @Instant({ nullable: true, description: 'When the verification lapses.' }) expiresAt!: string | null;
}

export class ReturnedDto {
  @Instant() at!: string;
  @Text(NAVIGATORS_REASON) reason!: string;
}

export class AssessmentDto extends AssessmentSummaryDto {
  @Nested(() => ReturnedDto, { nullable: true, description: 'Why a navigator gave it back; null once it is handed in again.' }) returned!: ReturnedDto | null;
  @ListOf(() => TierProgressDto, { min: 3, max: 3 }) progress!: readonly TierProgressDto[];
  @ListOf(() => AnswerDto, { max: MOST_ANSWERS, description: 'In the order of the catalogue.' }) answers!: readonly AnswerDto[];
}

export class AssessmentPageDto {
  @ListOf(() => AssessmentSummaryDto, { max: 100 }) items!: readonly AssessmentSummaryDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}

export class BandDto {
  @Decimal({ ...PERCENT, description: 'Percent if every open statement turned out as no.' }) floor!: number;
  @Decimal({ ...PERCENT, example: 81, description: 'Percent if every open statement turned out as yes.' }) ceiling!: number;
  @Decimal({ ...PERCENT, example: 83.5, description: 'Percent of the weight that is settled.' }) coverage!: number;
}

export class BandsDto {
  @Nested(() => BandDto, { nullable: true, description: 'An answer settles a statement. null: nothing to judge.' }) declared!: BandDto | null;
  @Nested(() => BandDto, { nullable: true, description: 'Tier 1 is settled by an answer, tier 2 by accepted evidence, tier 3 by a verification.' }) verified!: BandDto | null;
}

export class AreaResultDto extends BandsDto {
  @OneOf(AREA_IDS) area!: AreaId;
}

export class TierResultDto extends BandsDto {
  @Whole(TIER) tier!: Tier;
}

export class ResultDto {
  @Uuid() assessmentId!: string;
  @Whole(VERSION) version!: number;
  @Whole(CATALOGUE_VERSION) catalogueVersion!: number;
  @OneOf(ASSESSMENT_STATES.states) state!: AssessmentState;
  @Nested(() => BandsDto) total!: BandsDto;
  @ListOf(() => AreaResultDto, { max: AREA_IDS.length }) areas!: readonly AreaResultDto[];
  @ListOf(() => TierResultDto, { max: 3 }) tiers!: readonly TierResultDto[];
}

export class GapQuery extends PageQuery {
  @Whole({ ...TIER, optional: true, description: 'Only gaps of this tier.' }) tier?: Tier;
  @OneOf(AREA_IDS, { optional: true, example: 'technology-cybersecurity', description: 'Only gaps of this area.' }) area?: AreaId;
}

export class GapDto extends StatementDto {
  @OneOf(AREA_IDS) area!: AreaId;
  @OneOf(['partial', 'no', 'open'], { description: '`open`: nobody has answered it yet.' }) answer!: 'partial' | 'no' | 'open';
  @Decimal({ min: 0.5, max: 5, example: 2.5, description: 'Weight times missing score: what closing the gap is worth inside its area.' }) impact!: number;
}

export class GapPageDto {
  @ListOf(() => GapDto, { max: 100, description: 'Critical ones first, then by impact.' }) items!: readonly GapDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}
