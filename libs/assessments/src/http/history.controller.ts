import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, DEFAULT_PAGE_SIZE, Operation, PathId, type Principal } from '@plumbline/common';
import type { AnswerChange } from '../domain/history/answer-changes.js';
import { GetHistory } from '../use-cases/get-history.js';
import { type AnswerChangeDto, AnswerChangePageDto, HistoryListQuery } from './history.dto.js';

/** What became of each answer. */
@ApiTags('assessments')
@Controller('assessments')
export class HistoryController {
  constructor(private readonly getHistory: GetHistory) {}

  @Operation('assessments.getHistory', { summary: 'Changes of answers, newest first', description: 'Each answer that became another one, or got another reason: from what to what, when and by whom. What was sent again unchanged is not there.', response: AnswerChangePageDto })
  @Get(':assessmentId/history')
  async history(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @Query() { statementId, limit = DEFAULT_PAGE_SIZE, cursor }: HistoryListQuery): Promise<AnswerChangePageDto> {
    const { items, nextCursor } = await this.getHistory.execute(caller, assessmentId, { statementId, limit, cursor });
    return { items: items.map(toDto), nextCursor };
  }
}

function toDto({ version, statementId, from, to, reason, at, by }: AnswerChange): AnswerChangeDto {
  return { version, statementId, from, to, ...(reason === undefined ? {} : { reason }), changedAt: at.toISOString(), changedBy: by };
}
