import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { present, type Transition } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { incomplete, requiredStatements } from '../domain/completeness.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { AssessmentAccess } from './assessment-access.js';
import { type AssessmentView, catalogueOf, keysOf, VIEW_FIELDS, viewOf } from './assessment-view.js';

/** Hands an assessment in. Tier 1 must be answered whole; that is a condition of the write, so an answer taken back at the same moment cannot slip through. */
@Injectable()
export class SubmitAssessment {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT when it is not a draft, ASSESSMENT_INCOMPLETE */
  execute(principal: Principal, assessmentId: string): Promise<AssessmentView> {
    return this.access.run(principal, 'assessments.submit', assessmentId, async (scope) => {
      const found = await this.assessments.get(scope, assessmentId, ['businessId', 'catalogueVersion']);
      const pinned = catalogueOf(found, this.editions);
      const answered = Object.fromEntries(requiredStatements(pinned).map((id) => [`answers.${id}.a`, present()]));
      const transition: Transition<AssessmentDocument> = {
        step: ASSESSMENT_STATES.step('submit'),
        when: answered,
        set: { submittedAt: this.clock.now() },
        unset: ['returned'],
        events: [{ type: 'assessment.submitted', data: { businessId: found.businessId, catalogueVersion: pinned.catalogue.version } }],
      };
      try {
        return viewOf(await this.assessments.transition(scope, assessmentId, transition, VIEW_FIELDS), this.editions);
      } catch (error) {
        throw await this.#explain(error, scope, assessmentId);
      }
    });
  }

  /** The write says only that its condition did not hold: either it is no draft, or statements are open. */
  async #explain(error: unknown, scope: BusinessScope, assessmentId: string): Promise<unknown> {
    if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) return error;
    const found = await this.assessments.get(scope, assessmentId, ['state', 'catalogueVersion', 'answers']);
    ASSESSMENT_STATES.next(found.state, 'submit');
    return incomplete(catalogueOf(found, this.editions), keysOf(found.answers)) ?? error;
  }
}
