import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { duplicateKeyIndex } from '@plumbline/database';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { type AssessmentView, viewOf } from './assessment-view.js';
import { CurrentCatalogue } from './current-catalogue.js';

/** Begins an assessment of a business. It pins the current catalogue; a business has at most one that is open. */
@Injectable()
export class StartAssessment {
  constructor(
    private readonly memberships: Memberships,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
    private readonly catalogue: CurrentCatalogue,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, ALREADY_EXISTS with the id of the open one as `assessmentId`. */
  async execute(principal: Principal, businessId: string): Promise<AssessmentView> {
    const scope = await this.memberships.scope(principal, businessId, requiredRight('assessments.start'));
    const { version } = (await this.catalogue.read()).current.catalogue;
    const started = { businessId, catalogueVersion: version, state: ASSESSMENT_STATES.initial, answers: {}, startedAt: this.clock.now(), startedBy: principal.userId };
    const events = [{ type: 'assessment.started', data: { businessId, catalogueVersion: version } }];
    try {
      const id = await this.assessments.insert(scope, started, events);
      return viewOf({ ...started, _id: id, v: 1 }, this.editions);
    } catch (error) {
      throw duplicateKeyIndex(error) === 'assessments_one_draft' ? await this.assessments.openOne(scope, businessId, error) : error;
    }
  }
}
