import { Decimal, Flag, Instant, ListOf, Nested, OneOf, PageQuery, Text, text, Uuid, uuid, Whole } from '@plumbline/common';
import { AREA_IDS, type AreaId } from '../domain/catalogue/catalogue.js';
import { FILES_PER_ASSESSMENT, FILES_PER_STATEMENT } from '../domain/evidence/evidence.js';
import { type Verdict, VERDICTS } from '../domain/review/rulings.js';
import { ASSESSMENT_STATES, type AssessmentState } from '../domain/states.js';
import { EVIDENCE_DECISIONS } from '../use-cases/decide-evidence.js';
import { REVIEW_LISTS } from '../use-cases/list-reviews.js';
import { AnswerDto, CATALOGUE_VERSION, NAVIGATORS_REASON, NEXT_CURSOR, STATEMENT_ID, VERSION } from './assessment.dto.js';
import { StatementDto } from './catalogue.dto.js';
import { EvidenceDto } from './evidence.dto.js';

const MOST_STATEMENTS = 1000;

export class ReviewListQuery extends PageQuery {
  @OneOf(REVIEW_LISTS, { optional: true, example: 'queue', description: '`queue` (unless told): what can be claimed; `mine`: what you are reviewing.' }) list?: (typeof REVIEW_LISTS)[number];
}

export class ReviewSummaryDto {
  @Uuid() assessmentId!: string;
  @Whole({ ...VERSION, description: 'Of the assessment.' }) version!: number;
  @Uuid() businessId!: string;
  @Whole(CATALOGUE_VERSION) catalogueVersion!: number;
  @OneOf(ASSESSMENT_STATES.states) state!: AssessmentState;
  @Instant() submittedAt!: string;
  @Whole({ min: 0, max: FILES_PER_ASSESSMENT, example: 24, description: 'Files of evidence.' }) files!: number;
  @Flag({ example: true }) heldByMe!: boolean;
  @Instant({ nullable: true, description: 'When the claim on it lapses, unless its holder goes on.' }) heldUntil!: string | null;
}

export class ReviewPageDto {
  @ListOf(() => ReviewSummaryDto, { max: 100, description: 'The oldest submission first.' }) items!: readonly ReviewSummaryDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}

export class ReviewStatementDto extends StatementDto {
  @OneOf(AREA_IDS) area!: AreaId;
  @Nested(() => AnswerDto, { nullable: true, description: 'null: open.' }) answer!: AnswerDto | null;
  @ListOf(() => EvidenceDto, { max: FILES_PER_STATEMENT }) files!: readonly EvidenceDto[];
  @Flag({ example: false, description: 'Whether the answer is confirmed: on tier 1 by itself, on tier 2 by an accepted file, on tier 3 by a verdict.' }) settled!: boolean;
}

export class OutcomeDto {
  @Decimal({ min: 0, max: 100, example: 82.4, description: 'Verified floor in percent, rounded down.' }) verifiedFloor!: number;
  @Whole({ min: 0, max: MOST_STATEMENTS, example: 0, description: 'Critical statements whose confirmed answer is not yes.' }) criticalFailed!: number;
  @Flag({ example: true, description: 'A floor of 70 % or more, and no critical statement failed.' }) eligible!: boolean;
}

export class ReviewDto extends ReviewSummaryDto {
  @Text({ max: 200, example: 'Tidewater Joinery LLC', description: 'If you have a tie to this firm that the service does not know, release it.' }) businessName!: string;
  @ListOf(() => ReviewStatementDto, { max: MOST_STATEMENTS, description: 'In the order of the catalogue.' }) statements!: readonly ReviewStatementDto[];
  @ListOf(uuid(), { max: FILES_PER_ASSESSMENT, description: 'Files that are undecided.' }) openEvidence!: readonly string[];
  @ListOf(text(STATEMENT_ID), { max: MOST_STATEMENTS, description: 'Statements of tier 3 that are answered and undecided.' }) openStatements!: readonly string[];
  @Nested(() => OutcomeDto, { description: 'What it would come to if it were verified now.' }) outcome!: OutcomeDto;
}

export class EvidenceDecisionDto {
  @OneOf(EVIDENCE_DECISIONS) decision!: (typeof EVIDENCE_DECISIONS)[number];
  @Text({ ...NAVIGATORS_REASON, optional: true, description: 'Required to reject; the firm reads it. Encrypted at rest.' }) reason?: string;
}

export class StatementDecisionDto {
  @Text({ ...STATEMENT_ID, example: 'LEG-3-01' }) statementId!: string;
  @OneOf(VERDICTS) decision!: Verdict['decision'];
  @Text({ ...NAVIGATORS_REASON, optional: true, description: 'Required to refuse; the firm reads it. Encrypted at rest.' }) reason?: string;
}

export class ReturnDto {
  @Text({ ...NAVIGATORS_REASON, description: 'The firm reads it. Encrypted at rest.' }) reason!: string;
}
