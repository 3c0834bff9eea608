import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { oneOf } from '@plumbline/database';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { EVIDENCE_STATES } from '../domain/evidence/evidence.js';
import { OPEN_STATE } from '../domain/states.js';
import { AssessmentAccess } from './assessment-access.js';
import { evidenceWith } from './download-evidence.js';

/** Takes a file back, in a draft, unless a navigator has accepted it. Its content is removed by a job that the event starts, so that no crash leaves it behind. */
@Injectable()
export class DeleteEvidence {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT when it is not a draft or the file was accepted. */
  async execute(principal: Principal, assessmentId: string, evidenceId: string): Promise<void> {
    await this.access.run(principal, 'assessments.deleteEvidence', assessmentId, async (scope) => {
      const found = await this.assessments.get(scope, assessmentId, ['businessId', 'evidence']);
      const { key, statementId, stored } = evidenceWith(evidenceId, found);
      EVIDENCE_STATES.next(stored.state, 'remove');
      const data = { businessId: found.businessId, statementId, evidenceId, fileId: stored.fileId };
      return this.assessments.update(scope, assessmentId, {
        when: { state: OPEN_STATE, [`evidence.${key}.id`]: evidenceId, [`evidence.${key}.state`]: oneOf(EVIDENCE_STATES.from('remove')) },
        unset: [`evidence.${key}`],
        increment: { fileCount: -1, [`fileCounts.${statementId}`]: -1 },
        events: [{ type: 'evidence.removed', data }],
      }, []);
    });
  }
}
