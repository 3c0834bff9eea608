import { Injectable } from '@nestjs/common';
import { type BusinessOperationId, type Principal, requiredRight } from '@plumbline/common';
import { type BusinessScope, Memberships } from '@plumbline/businesses';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { AssessmentsRepository } from '../data/assessments.repository.js';

/** Runs work on one assessment within what the caller may do: the id alone does not tell which business it belongs to. */
@Injectable()
export class AssessmentAccess {
  constructor(
    private readonly memberships: Memberships,
    private readonly assessments: AssessmentsRepository,
  ) {}

  /**
   * @param operation whose right is asked for.
   * @param work done in every business where the caller has the right; it throws NOT_FOUND when the assessment is in none.
   * @throws Problem FORBIDDEN when the caller may see the assessment but lacks the right; else what `work` throws.
   */
  async run<T>(principal: Principal, operation: BusinessOperationId, assessmentId: string, work: (scope: BusinessScope) => Promise<T>): Promise<T> {
    const right = requiredRight(operation);
    try {
      return await work(await this.memberships.scopes(principal, right));
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.NOT_FOUND) throw error;
      throw await this.memberships.refusal(principal, right, async (scope) => (await this.assessments.findOne(scope, { _id: assessmentId }, [])) !== undefined);
    }
  }
}
