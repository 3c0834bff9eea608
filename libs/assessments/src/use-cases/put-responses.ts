import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { absent, range, type Write } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { AssessmentDocument, StoredAnswer, StoredRevision } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { type CatalogueEdition, CatalogueEditions } from '../domain/catalogue-editions.js';
import { MOST_WEIGHT, weightOf } from '../domain/history/answer-changes.js';
import { OPEN_STATE } from '../domain/states.js';
import { checkTierResponses, invalidResponses, type TierResponses } from '../domain/tier-responses.js';
import { AnswerHistory, REVISION_FIELDS } from './answer-history.js';
import { AssessmentAccess } from './assessment-access.js';
import { type AssessmentView, catalogueOf, VIEW_FIELDS, viewOf } from './assessment-view.js';
import { CurrentCatalogue } from './current-catalogue.js';

/** What a submission does to the assessment, and what the history keeps of it. */
interface Answering {
  readonly version: number;
  readonly set: Record<`answers.${string}`, StoredAnswer>;
  readonly unset: readonly `answers.${string}`[];
  readonly revision: StoredRevision;
  readonly weight: number;
}

/**
 * Answers statements of one tier. The statements that are named get the answers that are given, a null answer is taken back, all
 * others keep theirs; all rows are written or none. One conditional write does it, and keeps what it said for the history: state,
 * version, catalogue and scope are its condition, and it returns what is shown.
 */
@Injectable()
export class PutResponses {
  constructor(
    private readonly access: AssessmentAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
    private readonly catalogue: CurrentCatalogue,
    private readonly history: AnswerHistory,
    private readonly clock: Clock,
  ) {}

  /**
   * @param version the one that the caller has read.
   * @throws Problem NOT_FOUND, FORBIDDEN, VERSION_MISMATCH, STATE_CONFLICT when it is not a draft, VALIDATION_FAILED with a finding for each wrong row.
   */
  execute(principal: Principal, assessmentId: string, version: number, responses: TierResponses): Promise<AssessmentView> {
    return this.access.run(principal, 'assessments.putResponses', assessmentId, async (scope) => {
      const answering = answeringOf(version, responses, principal.userId, this.clock.now());
      // Nearly every draft pins the current catalogue and has room for one revision more: both are taken for granted, held by the write's condition, and looked at only when it fails.
      const { current } = this.catalogue.lastKnown;
      if (checkTierResponses(current, responses).length === 0) {
        const written = await this.#write(scope, assessmentId, appending(answering, current)).catch(orUndefinedOnStateConflict);
        if (written !== undefined) return written;
      }
      const found = await this.assessments.get(scope, assessmentId, ['v', 'catalogueVersion', 'revisionsWeight', ...REVISION_FIELDS]);
      const pinned = catalogueOf(found, this.editions);
      const findings = checkTierResponses(pinned, responses);
      if (findings.length > 0) throw invalidResponses(findings);
      if (found.v !== version || (found.revisionsWeight ?? 0) < MOST_WEIGHT) return this.#write(scope, assessmentId, appending(answering, pinned));
      await this.history.keep(found);
      return this.#write(scope, assessmentId, replacing(answering, pinned));
    });
  }

  async #write(scope: BusinessScope, assessmentId: string, write: Write<AssessmentDocument>): Promise<AssessmentView> {
    return viewOf(await this.assessments.update(scope, assessmentId, write, VIEW_FIELDS), this.editions);
  }
}

function answeringOf(version: number, { responses }: TierResponses, by: string, at: Date): Answering {
  const set: Record<`answers.${string}`, StoredAnswer> = {};
  const unset: `answers.${string}`[] = [];
  const rows: Record<string, StoredRevision['rows'][string]> = {};
  for (const { statementId, answer, reason } of responses) {
    const why = reason === undefined ? {} : { r: reason };
    rows[statementId] = answer === null ? {} : { a: answer, ...why };
    if (answer === null) unset.push(`answers.${statementId}`);
    else set[`answers.${statementId}`] = { a: answer, ...why, at, by };
  }
  const weight = weightOf(new Map(responses.map(({ statementId, answer, reason }) => [statementId, answer === null ? null : { answer, reason }])));
  return { version, set, unset, revision: { v: version + 1, at, by, rows }, weight };
}

/** Answering is no step of the state machine, so it tells nobody: `submit` does. */
function appending({ version, set, unset, revision, weight }: Answering, { catalogue }: CatalogueEdition): Write<AssessmentDocument> {
  const room = { $or: [{ revisionsWeight: absent() }, { revisionsWeight: range({ lt: MOST_WEIGHT }) }] };
  return { version, when: { state: OPEN_STATE, catalogueVersion: catalogue.version, ...room }, set, unset, append: { revisions: [revision] }, increment: { revisionsWeight: weight } };
}

/** The revisions that were there are kept elsewhere by now; the version says that they still are the same. */
function replacing({ version, set, unset, revision, weight }: Answering, { catalogue }: CatalogueEdition): Write<AssessmentDocument> {
  return { version, when: { state: OPEN_STATE, catalogueVersion: catalogue.version }, set: { ...set, revisions: [revision], revisionsWeight: weight }, unset };
}

function orUndefinedOnStateConflict(error: unknown): undefined {
  if (error instanceof Problem && error.type === PROBLEMS.STATE_CONFLICT) return undefined;
  throw error;
}
