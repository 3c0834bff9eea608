import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { decodeCursor, encodeCursor, type Page, type Principal, requiredRight } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import type { AssessmentState } from '../domain/states.js';
import { type AssessmentSummary, SUMMARY_FIELDS, summaryOf } from './assessment-view.js';

/** Which assessments to list, and which part of the list. */
export interface AssessmentQuery {
  /** All businesses of the caller when left out. */
  readonly businessId?: string | undefined;
  readonly state?: AssessmentState | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Assessments of the caller's businesses, newest first. */
@Injectable()
export class ListAssessments {
  constructor(
    private readonly memberships: Memberships,
    private readonly assessments: AssessmentsRepository,
  ) {}

  /** @throws Problem NOT_FOUND (the business), VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, { businessId, state, limit, cursor }: AssessmentQuery): Promise<Page<AssessmentSummary>> {
    const right = requiredRight('assessments.list');
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const scope = businessId === undefined ? await this.memberships.scopes(principal, right) : await this.memberships.scope(principal, businessId, right);
    const after = id === undefined ? undefined : { value: id, id };
    const page = await this.assessments.page(scope, state === undefined ? {} : { state }, { sort: { by: '_id', direction: -1 }, limit, after }, SUMMARY_FIELDS);
    return { items: page.items.map(summaryOf), nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
