import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { duplicateKeyIndex } from '@plumbline/database';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { AssessmentAccess } from './assessment-access.js';
import { type AssessmentView, VIEW_FIELDS, viewOf } from './assessment-view.js';

/** Makes a returned assessment a draft again. Decisions stay, and count for as long as the answers stand that they were about. */
@Injectable()
export class ReopenAssessment {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT when it was not returned, ALREADY_EXISTS with the id of another open one as `assessmentId`. */
  execute(principal: Principal, assessmentId: string): Promise<AssessmentView> {
    return this.access.run(principal, 'assessments.reopen', assessmentId, async (scope) => {
      const { businessId } = await this.assessments.get(scope, assessmentId, ['businessId']);
      try {
        return await this.#reopen(scope, assessmentId, businessId);
      } catch (error) {
        throw duplicateKeyIndex(error) === 'assessments_one_draft' ? await this.assessments.openOne(scope, businessId, error) : error;
      }
    });
  }

  async #reopen(scope: BusinessScope, assessmentId: string, businessId: string): Promise<AssessmentView> {
    const events = [{ type: 'assessment.reopened', data: { businessId } }] as const;
    return viewOf(await this.assessments.transition(scope, assessmentId, { step: ASSESSMENT_STATES.step('reopen'), events }, VIEW_FIELDS), this.editions);
  }
}
