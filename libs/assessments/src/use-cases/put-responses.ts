import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import type { Write } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { AssessmentDocument, StoredAnswer } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { type PublishedCatalogue, PublishedCatalogues } from '../domain/published-catalogues.js';
import { OPEN_STATE } from '../domain/states.js';
import { checkTierResponses, invalidResponses, type TierResponses } from '../domain/tier-responses.js';
import { AssessmentAccess } from './assessment-access.js';
import { type AssessmentView, catalogueOf, VIEW_FIELDS, viewOf } from './assessment-view.js';

/**
 * Answers statements of one tier. The statements that are named get the answers that are given, a null answer is taken back, all
 * others keep theirs; all rows are written or none. One conditional write does it: state, version, catalogue and scope are its
 * condition, and it returns what is shown.
 */
@Injectable()
export class PutResponses {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly catalogues: PublishedCatalogues,
    private readonly clock: Clock,
  ) {}

  /**
   * @param version the one that the caller has read.
   * @throws Problem NOT_FOUND, FORBIDDEN, VERSION_MISMATCH, STATE_CONFLICT when it is not a draft, VALIDATION_FAILED with a finding for each wrong row.
   */
  execute(principal: Principal, assessmentId: string, version: number, responses: TierResponses): Promise<AssessmentView> {
    return this.access.run(principal, 'assessments.putResponses', assessmentId, async (scope) => {
      const write = (published: PublishedCatalogue): Promise<AssessmentView> => this.#write(scope, assessmentId, { version, ...changeOf(published, responses, principal.userId, this.clock.now()) });
      // Nearly every draft pins the newest catalogue: that is taken for granted, held by the write's condition, and looked up only when it fails.
      const { newest } = this.catalogues;
      if (checkTierResponses(newest, responses).length === 0) {
        const written = await write(newest).catch(orUndefinedOnStateConflict);
        if (written !== undefined) return written;
      }
      const pinned = catalogueOf(await this.assessments.get(scope, assessmentId, ['catalogueVersion']), this.catalogues);
      const findings = checkTierResponses(pinned, responses);
      if (findings.length > 0) throw invalidResponses(findings);
      return write(pinned);
    });
  }

  async #write(scope: BusinessScope, assessmentId: string, write: Write<AssessmentDocument>): Promise<AssessmentView> {
    return viewOf(await this.assessments.update(scope, assessmentId, write, VIEW_FIELDS), this.catalogues);
  }
}

/** The change and its condition. Answering is no step of the state machine, so it tells nobody: `submit` does. */
function changeOf({ catalogue }: PublishedCatalogue, { responses }: TierResponses, by: string, at: Date): Pick<Write<AssessmentDocument>, 'when' | 'set' | 'unset'> {
  const set: Record<`answers.${string}`, StoredAnswer> = {};
  const unset: `answers.${string}`[] = [];
  for (const { statementId, answer, reason } of responses) {
    if (answer === null) unset.push(`answers.${statementId}`);
    else set[`answers.${statementId}`] = { a: answer, ...(reason === undefined ? {} : { r: reason }), at, by };
  }
  return { when: { state: OPEN_STATE, catalogueVersion: catalogue.version }, set, unset };
}

function orUndefinedOnStateConflict(error: unknown): undefined {
  if (error instanceof Problem && error.type === PROBLEMS.STATE_CONFLICT) return undefined;
  throw error;
}
