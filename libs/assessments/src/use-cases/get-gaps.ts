import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { type GapFilter, gapPage, type GapPlace } from '../domain/gap-page.js';
import { type Gap, gaps } from '../domain/gaps.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { AssessmentAccess } from './assessment-access.js';
import { answersOf, catalogueOf } from './assessment-view.js';

/** What is short of yes, in the order in which to work on it. */
@Injectable()
export class GetGaps {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
  ) {}

  /**
   * @param limit 1..100.
   * @throws Problem NOT_FOUND, VALIDATION_FAILED (the cursor)
   */
  async execute(principal: Principal, assessmentId: string, filter: GapFilter, limit: number, cursor: string | undefined): Promise<Page<Gap>> {
    const after = cursor === undefined ? undefined : placeFrom(cursor);
    const found = await this.access.run(principal, 'assessments.getGaps', assessmentId, (scope) => this.assessments.get(scope, assessmentId, ['catalogueVersion', 'answers']));
    const { items, next } = gapPage(gaps(catalogueOf(found, this.editions).catalogue, answersOf(found.answers)), filter, limit, after);
    return { items, nextCursor: next === undefined ? null : encodeCursor([Number(next.critical), next.impact, next.id]) };
  }
}

function placeFrom(cursor: string): GapPlace {
  const [critical, impact, id] = decodeCursor(cursor, ['number', 'number', 'string']) as [number, number, string];
  return { critical: critical === 1, impact, id };
}
