import { Injectable } from '@nestjs/common';
import { type BusinessOperationId, type Principal, requiredRight } from '@plumbline/common';
import { Memberships } from '@plumbline/businesses';
import { type Agreement, Agreements, MARKETPLACE_PROBLEMS } from '@plumbline/marketplace';
import { Problem, PROBLEMS } from '@plumbline/problems';

/** What a person may pay for: the door of the marketplace, with the right that an operation asks for. */
@Injectable()
export class Payable {
  constructor(
    private readonly memberships: Memberships,
    private readonly agreements: Agreements,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, PROPOSAL_NOT_ACCEPTED */
  async agreement(principal: Principal, operation: BusinessOperationId, proposalId: string): Promise<Agreement> {
    const right = requiredRight(operation);
    try {
      return await this.agreements.ofProposal(await this.memberships.scopes(principal, right), proposalId);
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.NOT_FOUND) throw error;
      throw await this.memberships.refusal(principal, right, (scope) => this.agreements.ofProposal(scope, proposalId).then(() => true, isThere));
    }
  }
}

/** @throws Problem STATE_CONFLICT when the work was cancelled. */
export function refuseCancelled({ state }: Pick<Agreement, 'state'>): void {
  if (state === 'cancelled') throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'The service request was cancelled; there is nothing to pay for.' });
}

function isThere(error: unknown): boolean {
  if (error instanceof Problem && error.type === PROBLEMS.NOT_FOUND) return false;
  if (error instanceof Problem && error.type === MARKETPLACE_PROBLEMS.PROPOSAL_NOT_ACCEPTED) return true;
  throw error;
}
