import { Instant, ListOf, OneOf, PageQuery, Text, Uuid, Whole } from '@plumbline/common';
import { type Answer, ANSWERS } from '../domain/answers.js';
import { NEXT_CURSOR, STATEMENT_ID, VERSION } from './assessment.dto.js';

export class HistoryListQuery extends PageQuery {
  @Text({ ...STATEMENT_ID, optional: true, description: 'Only changes of this statement.' }) statementId?: string;
}

export class AnswerChangeDto {
  @Whole({ ...VERSION, description: 'Version of the assessment that it made.' }) version!: number;
  @Text(STATEMENT_ID) statementId!: string;
  @OneOf(ANSWERS, { nullable: true, example: 'partial', description: 'null: it was open.' }) from!: Answer | null;
  @OneOf(ANSWERS, { nullable: true, example: 'yes', description: 'null: it was taken back.' }) to!: Answer | null;
  @Text({ max: 500, optional: true, example: 'Renewal is under way.', description: 'The reason given with `to`; the same answer with another reason is a change, too.' }) reason?: string;
  @Instant() changedAt!: string;
  @Uuid({ description: 'The user who changed it.' }) changedBy!: string;
}

export class AnswerChangePageDto {
  @ListOf(() => AnswerChangeDto, { max: 100, description: 'Newest first.' }) items!: readonly AnswerChangeDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}
