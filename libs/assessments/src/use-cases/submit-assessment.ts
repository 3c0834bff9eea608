import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { present, type Transition } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { incomplete, requiredStatements } from '../domain/completeness.js';
import { PublishedCatalogues } from '../domain/published-catalogues.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { AssessmentAccess } from './assessment-access.js';
import { type AssessmentView, catalogueOf, keysOf, VIEW_FIELDS, viewOf } from './assessment-view.js';

/** Hands an assessment in. Tier 1 must be answered whole; that is a condition of the write, so an answer taken back at the same moment cannot slip through. */
@Injectable()
export class SubmitAssessment {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly catalogues: PublishedCatalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT when it is not a draft, ASSESSMENT_INCOMPLETE */
  execute(principal: Principal, assessmentId: string): Promise<AssessmentView> {
    return this.access.run(principal, 'assessments.submit', assessmentId, async (scope) => {
      const pinned = catalogueOf(await this.assessments.get(scope, assessmentId, ['catalogueVersion']), this.catalogues);
      const answered = Object.fromEntries(requiredStatements(pinned).map((id) => [`answers.${id}.a`, present()]));
      const transition: Transition<AssessmentDocument> = {
        step: ASSESSMENT_STATES.step('submit'),
        when: answered,
        set: { submittedAt: this.clock.now() },
        events: [{ type: 'assessment.submitted', data: { catalogueVersion: pinned.catalogue.version } }],
      };
      try {
        return viewOf(await this.assessments.transition(scope, assessmentId, transition, VIEW_FIELDS), this.catalogues);
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
    return incomplete(catalogueOf(found, this.catalogues), keysOf(found.answers)) ?? error;
  }
}
