import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import type { AnswerChange } from '../domain/history/answer-changes.js';
import { AnswerHistory, type HistoryPlace, REVISION_FIELDS } from './answer-history.js';
import { AssessmentAccess } from './assessment-access.js';

/** Which part of a history is asked for. */
export interface HistoryRequest {
  /** All of them when left out. */
  readonly statementId?: string | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What became of each answer, newest first. */
@Injectable()
export class GetHistory {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly history: AnswerHistory,
  ) {}

  /** @throws Problem NOT_FOUND, VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, assessmentId: string, { statementId, limit, cursor }: HistoryRequest): Promise<Page<AnswerChange>> {
    const after = cursor === undefined ? undefined : placeFrom(cursor);
    const found = await this.access.run(principal, 'assessments.getHistory', assessmentId, (scope) => this.assessments.get(scope, assessmentId, REVISION_FIELDS));
    const changes = await this.history.read(found, { statementId, after, most: limit + 1 });
    const items = changes.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: last === undefined || changes.length <= limit ? null : encodeCursor([last.version, last.statementId]) };
  }
}

function placeFrom(cursor: string): HistoryPlace {
  const [version, statementId] = decodeCursor(cursor, ['number', 'string']) as [number, string];
  return { version, statementId };
}
