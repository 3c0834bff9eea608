import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { settledStatements } from '../domain/review/rulings.js';
import { type Result, score, toPercentages } from '../domain/scoring.js';
import type { AssessmentState } from '../domain/states.js';
import { AssessmentAccess } from './assessment-access.js';
import { answersOf } from './assessment-view.js';
import { REVIEWED_FIELDS, reviewedOf } from './reviewed.js';

/** The bands of an assessment, in percent. */
export interface ResultView extends Result {
  readonly assessmentId: string;
  readonly version: number;
  readonly catalogueVersion: number;
  readonly state: AssessmentState;
}

/** What the answers amount to, at any time: an assessment that is being answered has a result, too, with a lower coverage. */
@Injectable()
export class GetResult {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, assessmentId: string): Promise<ResultView> {
    const found = await this.access.run(principal, 'assessments.getResult', assessmentId, (scope) => this.assessments.get(scope, assessmentId, ['v', 'state', ...REVIEWED_FIELDS]));
    const reviewed = reviewedOf(found, this.editions);
    const result = toPercentages(score(reviewed.edition.catalogue, answersOf(found.answers), settledStatements(reviewed)));
    return { assessmentId, version: found.v, catalogueVersion: found.catalogueVersion, state: found.state, ...result };
  }
}
