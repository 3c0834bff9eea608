import { Injectable } from '@nestjs/common';
import { BUSINESS_PROBLEMS, BusinessFacts, Memberships } from '@plumbline/businesses';
import { invalidFields, type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { absent, duplicateKeyIndex, EVERYTHING, type Found, type NewDocument, range } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { asParty, type PartyScope } from '../data/party-scope.js';
import type { ProposalDocument } from '../data/proposal.schema.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import type { ServiceRequestDocument } from '../data/service-request.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import { PROPOSAL_STATES, PROPOSALS_PER_FIRM, PROPOSALS_PER_REQUEST, VALID_DAYS } from '../domain/proposal.js';
import type { Currency } from '../domain/service-request.js';
import { PartyAccess } from './party-access.js';
import { PresentProposals } from './present-proposals.js';
import { ProposalFollower } from './proposal-follower.js';
import { PROPOSAL_FIELDS, type ProposalView } from './proposal-view.js';

export interface NewProposal {
  readonly providerBusinessId: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly scopeOfWork: string;
  readonly daysToDeliver: number;
  /** RFC 3339; 30 days from now unless told. */
  readonly validUntil?: string | undefined;
}

const SUBMITTED = 'proposal.submitted';
const DAY_MS = 86_400_000;
type Asked = Found<ServiceRequestDocument, 'businessId' | 'budget' | 'state' | 'proposalCount'>;

/** Answers an open request. */
@Injectable()
export class CreateProposal {
  constructor(
    private readonly memberships: Memberships,
    private readonly access: PartyAccess,
    private readonly businesses: BusinessFacts,
    private readonly requests: ServiceRequestsRepository,
    private readonly proposals: ProposalsRepository,
    private readonly follower: ProposalFollower,
    private readonly present: PresentProposals,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws Problem NOT_FOUND (the provider's firm, or a request that is not open), FORBIDDEN, CONFLICT_OF_INTEREST, VALIDATION_FAILED,
   *   ALREADY_EXISTS with the id of the live one as `proposalId`, PROPOSAL_LIMIT_REACHED, STATE_CONFLICT when it was decided meanwhile.
   */
  async execute(principal: Principal, serviceRequestId: string, { providerBusinessId, ...offer }: NewProposal): Promise<ProposalView> {
    const scope = asParty('provider', await this.memberships.scope(principal, providerBusinessId, requiredRight('proposals.create')));
    const asked = await this.requests.get(EVERYTHING, serviceRequestId, ['businessId', 'budget', 'state', 'proposalCount']);
    if (asked.state !== 'open') throw new Problem(PROBLEMS.NOT_FOUND);
    await this.#refuseOwn(principal, asked.businessId, providerBusinessId);
    const now = this.clock.now();
    const validUntil = this.#check(offer, asked, now);
    await this.#assertRoom(scope, asked, providerBusinessId);
    const { amount, currency, scopeOfWork, daysToDeliver } = offer;
    const made = { serviceRequestId, clientBusinessId: asked.businessId, providerBusinessId, state: PROPOSAL_STATES.initial, amount, currency, scopeOfWork, daysToDeliver, validUntil, submittedAt: now, submittedBy: principal.userId };
    const id = await this.#insert(scope, made);
    const view = await this.present.one(await this.proposals.get(scope, id, PROPOSAL_FIELDS));
    if (view.state === 'submitted') return view;
    // The request was decided between our look at it and now: this one is declined, and says so from the beginning.
    await this.follower.followOne(id);
    throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'The request was decided at this moment.' });
  }

  async #refuseOwn(principal: Principal, clientId: string, providerId: string): Promise<void> {
    const own = (await this.access.firmsOf(principal)).includes(clientId);
    if (own || (await this.businesses.shareMember(clientId, providerId))) throw new Problem(BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST, { detail: 'Nobody who belongs to the firm that asks may sell to it.' });
  }

  /** @returns until when it binds. */
  #check({ currency, validUntil }: Omit<NewProposal, 'providerBusinessId'>, { budget }: Asked, now: Date): Date {
    const until = validUntil === undefined ? new Date(now.getTime() + VALID_DAYS.usual * DAY_MS) : new Date(validUntil);
    const late = until.getTime() > now.getTime() + VALID_DAYS.most * DAY_MS;
    const findings = [
      ...(currency === budget.currency ? [] : [{ pointer: '/currency', code: 'CURRENCY', message: `must be the currency of the request, ${budget.currency}` }]),
      ...(until <= now || late ? [{ pointer: '/validUntil', code: 'RANGE', message: `must be in the future, at most ${VALID_DAYS.most} days from now` }] : []),
    ];
    if (findings.length > 0) throw invalidFields(findings);
    return until;
  }

  async #assertRoom(scope: PartyScope, { _id: serviceRequestId, proposalCount = 0 }: Asked, providerBusinessId: string): Promise<void> {
    const own = await this.proposals.count(scope, { serviceRequestId, providerBusinessId }, PROPOSALS_PER_FIRM);
    if (own >= PROPOSALS_PER_FIRM || proposalCount >= PROPOSALS_PER_REQUEST) throw new Problem(MARKETPLACE_PROBLEMS.PROPOSAL_LIMIT_REACHED);
  }

  async #insert(scope: PartyScope, made: NewDocument<ProposalDocument>): Promise<string> {
    const { serviceRequestId, clientBusinessId, providerBusinessId } = made;
    const live = await this.#live(scope, made);
    // An earlier run of this very request made it.
    if (live !== undefined && (await this.proposals.madeBefore(scope, live, SUBMITTED, [])) !== undefined) return live;
    // One that ended may not be stored so yet.
    if (live !== undefined && (await this.follower.followOne(live)) === 'submitted') throw alreadyThere(live);
    // Counted first, so that there are never more than the limit; a count without its proposal, after a crash, does no harm.
    await this.requests.update(EVERYTHING, serviceRequestId, { when: { state: 'open', $or: [{ proposalCount: absent() }, { proposalCount: range({ lt: PROPOSALS_PER_REQUEST }) }] }, increment: { proposalCount: 1 } }, []);
    try {
      return await this.proposals.insert(scope, made, [{ type: SUBMITTED, data: { serviceRequestId, clientBusinessId, providerBusinessId } }]);
    } catch (error) {
      throw duplicateKeyIndex(error) === 'proposals_one_live' ? alreadyThere(await this.#live(scope, made), error) : error;
    }
  }

  async #live(scope: PartyScope, { serviceRequestId, providerBusinessId }: NewDocument<ProposalDocument>): Promise<string | undefined> {
    return (await this.proposals.findOne(scope, { serviceRequestId, providerBusinessId, state: 'submitted' }, []))?._id;
  }
}

function alreadyThere(proposalId: string | undefined, cause?: unknown): Problem {
  return new Problem(PROBLEMS.ALREADY_EXISTS, { detail: 'The firm has a live proposal to this request; withdraw it to make another.', ...(proposalId === undefined ? {} : { extensions: { proposalId } }), cause });
}
