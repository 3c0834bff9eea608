import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { absent, oneOf } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { EVIDENCE_STATES } from '../domain/evidence/evidence.js';
import { leaseUntil } from '../domain/review/lease.js';
import { evidenceWith } from './download-evidence.js';
import { evidenceView, type EvidenceView } from './evidence-view.js';
import { assertHolds, HOLDER_FIELDS, ReviewAccess } from './review-access.js';
import { rulingOn } from './reviewed.js';

export const EVIDENCE_DECISIONS = ['accept', 'reject'] as const;

/** What a navigator makes of a file. */
export interface EvidenceDecision {
  readonly decision: (typeof EVIDENCE_DECISIONS)[number];
  /** Required to reject. */
  readonly reason?: string | undefined;
}

/** Accepts or rejects a file, in view of the answer that stands, and renews the claim. It can be decided anew for as long as the review lasts. */
@Injectable()
export class DecideEvidence {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_NOT_HELD, STATE_CONFLICT, VALIDATION_FAILED (a rejection without a reason). */
  async execute(principal: Principal, assessmentId: string, evidenceId: string, { decision, reason }: EvidenceDecision): Promise<EvidenceView> {
    if (decision === 'reject') assertReason(reason);
    return this.access.hold(principal, assessmentId, async (scope) => {
      const found = await this.assessments.get(scope, assessmentId, ['businessId', 'submittedAt', 'answers', 'evidence', ...HOLDER_FIELDS]);
      assertHolds(found, principal.userId);
      const { key, statementId, stored } = evidenceWith(evidenceId, found);
      const now = this.clock.now();
      const { from, to } = EVIDENCE_STATES.step(decision);
      const type = `evidence.${to}`;
      const made = await this.assessments.madeBefore(scope, assessmentId, type, ['answers', 'evidence']);
      if (made !== undefined) return evidenceView(evidenceWith(evidenceId, made), made.answers);
      const ruling = rulingOn(found.answers[statementId], now, principal.userId, reason);
      const written = await this.assessments.update(scope, assessmentId, {
        // The time of submission says that it still is the round whose answers were read.
        when: { state: 'under_review', 'review.by': principal.userId, submittedAt: found.submittedAt ?? absent(), [`evidence.${key}.id`]: stored.id, [`evidence.${key}.state`]: oneOf(from) },
        set: { [`evidence.${key}.state`]: to, [`evidence.${key}.ruling`]: ruling, 'review.until': leaseUntil(now) },
        events: [{ type, data: { businessId: found.businessId, statementId, evidenceId } }],
      }, ['answers', 'evidence']);
      return evidenceView(evidenceWith(evidenceId, written), written.answers);
    });
  }
}

/** @throws Problem VALIDATION_FAILED when there is none. */
export function assertReason(reason: string | undefined): void {
  if (reason === undefined) throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors: [{ pointer: '/reason', code: 'REQUIRED', message: 'is required: the firm must learn why' }] });
}
