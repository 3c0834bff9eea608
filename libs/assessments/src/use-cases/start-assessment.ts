import { Injectable } from '@nestjs/common';
import { type BusinessScope, Memberships } from '@plumbline/businesses';
import { type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { duplicateKeyIndex } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { PublishedCatalogues } from '../domain/published-catalogues.js';
import { ASSESSMENT_STATES, OPEN_STATE } from '../domain/states.js';
import { type AssessmentView, viewOf } from './assessment-view.js';

/** Begins an assessment of a business. It pins the newest catalogue; a business has at most one that is open. */
@Injectable()
export class StartAssessment {
  constructor(
    private readonly memberships: Memberships,
    private readonly assessments: AssessmentsRepository,
    private readonly catalogues: PublishedCatalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, ALREADY_EXISTS with the id of the open one as `assessmentId`. */
  async execute(principal: Principal, businessId: string): Promise<AssessmentView> {
    const scope = await this.memberships.scope(principal, businessId, requiredRight('assessments.start'));
    const { version } = this.catalogues.newest.catalogue;
    const started = { businessId, catalogueVersion: version, state: ASSESSMENT_STATES.initial, answers: {}, startedAt: this.clock.now(), startedBy: principal.userId };
    const events = [{ type: 'assessment.started', data: { businessId, catalogueVersion: version } }];
    try {
      const id = await this.assessments.insert(scope, started, events);
      return viewOf({ ...started, _id: id, v: 1 }, this.catalogues);
    } catch (error) {
      throw duplicateKeyIndex(error) === 'assessments_one_draft' ? await this.#open(scope, businessId, error) : error;
    }
  }

  async #open(scope: BusinessScope, businessId: string, cause: unknown): Promise<Problem> {
    const open = await this.assessments.findOne(scope, { businessId, state: OPEN_STATE }, []);
    const named = open === undefined ? {} : { extensions: { assessmentId: open._id } };
    return new Problem(PROBLEMS.ALREADY_EXISTS, { detail: 'The business has an open assessment already.', ...named, cause });
  }
}
