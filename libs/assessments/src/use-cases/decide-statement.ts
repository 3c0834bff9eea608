import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { absent } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { StoredVerdict } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { type CatalogueEdition, CatalogueEditions } from '../domain/catalogue-editions.js';
import { leaseUntil } from '../domain/review/lease.js';
import type { Verdict } from '../domain/review/rulings.js';
import { answerViewOf, type AnswerView, catalogueOf } from './assessment-view.js';
import { assertReason } from './decide-evidence.js';
import { assertHolds, HOLDER_FIELDS, ReviewAccess } from './review-access.js';
import { rulingOn } from './reviewed.js';

/** What a navigator found of a statement. */
export interface StatementDecision {
  readonly statementId: string;
  readonly decision: Verdict['decision'];
  /** Required to refuse. */
  readonly reason?: string | undefined;
}

/** Verifies or refuses the answer to a statement of tier 3, and renews the claim. It can be decided anew for as long as the review lasts. */
@Injectable()
export class DecideStatement {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_NOT_HELD, STATE_CONFLICT, VALIDATION_FAILED (the statement, or a refusal without a reason). */
  async execute(principal: Principal, assessmentId: string, { statementId, decision, reason }: StatementDecision): Promise<AnswerView> {
    if (decision === 'refused') assertReason(reason);
    return this.access.hold(principal, assessmentId, async (scope) => {
      const found = await this.assessments.get(scope, assessmentId, ['businessId', 'catalogueVersion', 'submittedAt', 'answers', ...HOLDER_FIELDS]);
      assertHolds(found, principal.userId);
      assertIsOfTier3(catalogueOf(found, this.editions), statementId);
      const answer = found.answers[statementId];
      if (answer === undefined) throw wrongStatement('OPEN', 'has no answer to decide on');
      const now = this.clock.now();
      const type = `statement.${decision}`;
      const made = await this.assessments.madeBefore(scope, assessmentId, type, ['answers', 'verdicts']);
      const verdict: StoredVerdict = { d: decision, ...rulingOn(answer, now, principal.userId, reason) };
      const written = made ?? (await this.assessments.update(scope, assessmentId, {
        when: { state: 'under_review', 'review.by': principal.userId, submittedAt: found.submittedAt ?? absent() },
        set: { [`verdicts.${statementId}`]: verdict, 'review.until': leaseUntil(now) },
        events: [{ type, data: { businessId: found.businessId, statementId } }],
      }, ['answers', 'verdicts']));
      return answerViewOf(statementId, written) as AnswerView;
    });
  }
}

function assertIsOfTier3({ statements, catalogue }: CatalogueEdition, statementId: string): void {
  const tier = statements.get(statementId)?.tier;
  if (tier === undefined) throw wrongStatement('UNKNOWN_STATEMENT', `is not a statement of catalogue version ${catalogue.version}`);
  if (tier !== 3) throw wrongStatement('WRONG_TIER', `is a statement of tier ${tier}; statements of tier 3 are verified`);
}

function wrongStatement(code: string, message: string): Problem {
  return new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors: [{ pointer: '/statementId', code, message }] });
}
