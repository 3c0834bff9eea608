import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, DEFAULT_PAGE_SIZE, Operation, PathId, type Principal } from '@plumbline/common';
import type { Gap } from '../domain/gaps.js';
import { GetGaps } from '../use-cases/get-gaps.js';
import { GetResult } from '../use-cases/get-result.js';
import { GapDto, GapPageDto, GapQuery, ResultDto } from './assessment.dto.js';

/** What the answers amount to. */
@ApiTags('assessments')
@Controller('assessments')
export class ResultsController {
  constructor(
    private readonly getResult: GetResult,
    private readonly getGaps: GetGaps,
  ) {}

  @Operation('assessments.getResult', { summary: 'Declared and verified bands', description: 'In percent, total, by area and by tier: floor (open counts as no), ceiling (open counts as yes), coverage.', response: ResultDto, versioned: 'read' })
  @Get(':assessmentId/result')
  result(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<ResultDto> {
    return this.getResult.execute(caller, assessmentId);
  }

  @Operation('assessments.getGaps', { summary: 'Statements short of yes, with remediation', response: GapPageDto })
  @Get(':assessmentId/gaps')
  async gaps(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @Query() { limit = DEFAULT_PAGE_SIZE, cursor, ...filter }: GapQuery): Promise<GapPageDto> {
    const { items, nextCursor } = await this.getGaps.execute(caller, assessmentId, filter, limit, cursor);
    return { items: items.map(toDto), nextCursor };
  }
}

function toDto({ statement, answer, impact }: Gap): GapDto {
  return { ...statement, answer, impact };
}
