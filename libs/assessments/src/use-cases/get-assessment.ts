import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { AssessmentAccess } from './assessment-access.js';
import { type AssessmentView, VIEW_FIELDS, viewOf } from './assessment-view.js';

/** One assessment with its answers: one database round trip. */
@Injectable()
export class GetAssessment {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, assessmentId: string): Promise<AssessmentView> {
    const found = await this.access.run(principal, 'assessments.get', assessmentId, (scope) => this.assessments.get(scope, assessmentId, VIEW_FIELDS));
    return viewOf(found, this.editions);
  }
}
