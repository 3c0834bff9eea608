import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { AssessmentAccess } from './assessment-access.js';
import { type EvidenceView, evidenceViews } from './evidence-view.js';

/** The evidence of an assessment; bounded, so it comes whole. */
export interface EvidenceList {
  /** The assessment's. */
  readonly version: number;
  readonly items: readonly EvidenceView[];
}

/** The files of an assessment and what navigators found of them. */
@Injectable()
export class ListEvidence {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, assessmentId: string): Promise<EvidenceList> {
    const found = await this.access.run(principal, 'assessments.listEvidence', assessmentId, (scope) => this.assessments.get(scope, assessmentId, ['v', 'evidence', 'answers']));
    return { version: found.v, items: evidenceViews(found) };
  }
}
