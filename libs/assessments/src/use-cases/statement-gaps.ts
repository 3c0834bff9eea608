import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import type { Statement } from '../domain/catalogue/catalogue.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { gapOf } from '../domain/gaps.js';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { catalogueOf } from './assessment-view.js';

/** What a gap of an assessment asks for, whoever closes it. */
export type GapFacts = Pick<Statement, 'id' | 'text' | 'evidence' | 'remediation' | 'serviceCategory'>;

/** Single gaps, for other libraries that help to close them. */
@Injectable()
export class StatementGaps {
  constructor(
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
  ) {}

  /**
   * One gap of an assessment.
   * @param scope from `Memberships`: the firms within which the caller may read.
   * @throws Problem NOT_FOUND when the assessment is not in the scope or its catalogue has no such statement; NOT_A_GAP when nothing is missing.
   */
  async one(scope: BusinessScope, assessmentId: string, statementId: string): Promise<GapFacts> {
    const found = await this.assessments.get(scope, assessmentId, ['catalogueVersion', 'answers']);
    const statement = catalogueOf(found, this.editions).statements.get(statementId);
    if (statement === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    const answer = Object.hasOwn(found.answers, statementId) ? found.answers[statementId]?.a : undefined;
    if (gapOf(statement, answer).length === 0) throw new Problem(ASSESSMENT_PROBLEMS.NOT_A_GAP);
    return statement;
  }
}
