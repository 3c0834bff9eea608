import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { PublishedCatalogues } from '../domain/published-catalogues.js';
import { type Result, score, toPercentages } from '../domain/scoring.js';
import type { AssessmentState } from '../domain/states.js';
import { AssessmentAccess } from './assessment-access.js';
import { answersOf, catalogueOf } from './assessment-view.js';

/** The bands of an assessment, in percent. */
export interface ResultView extends Result {
  readonly assessmentId: string;
  readonly version: number;
  readonly catalogueVersion: number;
  readonly state: AssessmentState;
}

/** Evidence and verification come from navigators; until one has settled anything, only tier 1 counts as verified. */
const NOTHING_SETTLED: ReadonlySet<string> = new Set();

/** What the answers amount to, at any time: an assessment that is being answered has a result, too, with a lower coverage. */
@Injectable()
export class GetResult {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly catalogues: PublishedCatalogues,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, assessmentId: string): Promise<ResultView> {
    const found = await this.access.run(principal, 'assessments.getResult', assessmentId, (scope) => this.assessments.get(scope, assessmentId, ['v', 'catalogueVersion', 'state', 'answers']));
    const { catalogue } = catalogueOf(found, this.catalogues);
    const result = toPercentages(score(catalogue, answersOf(found.answers), NOTHING_SETTLED));
    return { assessmentId, version: found.v, catalogueVersion: found.catalogueVersion, state: found.state, ...result };
  }
}
