import { Injectable } from '@nestjs/common';
import { type BusinessScope, Memberships } from '@plumbline/businesses';
import { type BusinessOperationId, type Principal, requiredRight } from '@plumbline/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { asParty, type PartyScope, type Side } from '../data/party-scope.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';

/** What an operation is about: the id alone does not tell whose it is. */
export type Subject = { readonly serviceRequestId: string } | { readonly proposalId: string };

/** Runs work on a request or a proposal as a firm that has a part in it. */
@Injectable()
export class PartyAccess {
  constructor(
    private readonly memberships: Memberships,
    private readonly requests: ServiceRequestsRepository,
    private readonly proposals: ProposalsRepository,
  ) {}

  /**
   * @param operation whose right is asked for.
   * @param side on which the caller's firm must stand.
   * @param work done in every firm where the caller has the right; it throws NOT_FOUND when the subject is in none.
   * @throws Problem FORBIDDEN when the caller's firm has that part but they lack the right; else what `work` throws.
   */
  async run<T>(principal: Principal, operation: BusinessOperationId, side: Side | 'either', subject: Subject, work: (scope: PartyScope) => Promise<T>): Promise<T> {
    const right = requiredRight(operation);
    try {
      return await work(asParty(side, await this.memberships.scopes(principal, right)));
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.NOT_FOUND) throw error;
      throw await this.memberships.refusal(principal, right, (scope) => this.#isIn(scope, side, subject));
    }
  }

  /** The firms that a person belongs to, whatever they may do there. */
  async firmsOf(principal: Principal): Promise<readonly string[]> {
    return (await this.memberships.scopes(principal, 'read')).by.businessIds;
  }

  async #isIn(scope: BusinessScope, side: Side | 'either', subject: Subject): Promise<boolean> {
    const party = asParty(side, scope);
    const found = 'proposalId' in subject ? await this.proposals.findOne(party, { _id: subject.proposalId }, []) : await this.requests.findOne(party, { _id: subject.serviceRequestId }, []);
    return found !== undefined;
  }
}

/** On which side a caller stands who found a request within `scope`; whoever belongs to both firms asks as the client. */
export function sideOf({ by: { businessIds } }: PartyScope, { businessId }: { readonly businessId: string }): Side {
  return businessIds.includes(businessId) ? 'client' : 'provider';
}
