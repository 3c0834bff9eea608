import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type Found, range } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { ProposalDocument } from '../data/proposal.schema.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { type Decisions, PROPOSAL_STATES, type ProposalState, proposalState } from '../domain/proposal.js';
import { DECISION_FIELDS, ProposalEnds } from './proposal-ending.js';

const FOLLOWING_FIELDS = ['serviceRequestId', 'clientBusinessId', 'providerBusinessId', 'state', 'validUntil'] as const;
type Following = Found<ProposalDocument, (typeof FOLLOWING_FIELDS)[number]>;

const BATCH = 100;
const ACTIONS = { accepted: 'accept', declined: 'decline', withdrawn: 'withdraw', expired: 'expire' } as const;

/** Brings the stored state of proposals to what their request has decided. Run again, or by several at once, it changes nothing more. */
@Injectable()
export class ProposalFollower {
  constructor(
    private readonly proposals: ProposalsRepository,
    private readonly requests: ServiceRequestsRepository,
    private readonly ends: ProposalEnds,
    private readonly clock: Clock,
  ) {}

  /** @returns the state that is stored now. @throws Problem NOT_FOUND */
  async followOne(proposalId: string): Promise<ProposalState> {
    const proposal = await this.proposals.get(EVERYTHING, proposalId, FOLLOWING_FIELDS);
    return proposal.state === 'submitted' ? this.#follow(proposal, await this.#decisionsOf(proposal)) : proposal.state;
  }

  /** All proposals of a request that is decided: the winner is accepted, the rest are declined. */
  async followAll(serviceRequestId: string): Promise<void> {
    const decisions = await this.requests.get(EVERYTHING, serviceRequestId, DECISION_FIELDS);
    for (;;) {
      const live = await this.proposals.find(EVERYTHING, { serviceRequestId, state: 'submitted' }, FOLLOWING_FIELDS, { limit: BATCH });
      const states = await Promise.all(live.map((proposal) => this.#follow(proposal, decisions)));
      if (live.length < BATCH || states.every((state) => state === 'submitted')) return;
    }
  }

  /** Ends up to 100 proposals whose time is over. @returns whether there may be more that can be ended now. */
  async expireSome(): Promise<boolean> {
    const over = await this.proposals.find(EVERYTHING, { state: 'submitted', validUntil: range({ lte: this.clock.now() }) }, FOLLOWING_FIELDS, { limit: BATCH, sort: { validUntil: 1 } });
    let ended = 0;
    for (const proposal of over) if ((await this.#follow(proposal, await this.#decisionsOf(proposal)).catch(untilNextTime)) !== 'submitted') ended += 1;
    return over.length === BATCH && ended > 0;
  }

  #decisionsOf({ serviceRequestId }: Following): Promise<Decisions> {
    return this.requests.get(EVERYTHING, serviceRequestId, DECISION_FIELDS);
  }

  async #follow(proposal: Following, decisions: Decisions): Promise<ProposalState> {
    const { _id: proposalId, serviceRequestId, clientBusinessId, providerBusinessId } = proposal;
    const state = await this.#decided(proposal, decisions);
    if (state === 'submitted') return state;
    const events = [{ type: `proposal.${state}`, data: { serviceRequestId, clientBusinessId, providerBusinessId } }] as const;
    await this.proposals.transition(EVERYTHING, proposalId, { step: PROPOSAL_STATES.step(ACTIONS[state]), set: { endedAt: this.clock.now() }, events }, []).catch(unlessDone);
    return state;
  }

  /** That the time is over must be decided by the request, too, or somebody might accept it at this moment. */
  async #decided(proposal: Following, decisions: Decisions): Promise<ProposalState> {
    const now = this.clock.now();
    const told = proposalState(proposal._id, proposal.validUntil, decisions, now);
    if (told !== 'expired' || decisions.endings?.[proposal._id] !== undefined) return told;
    const latest = await this.ends.write(proposal, 'expired').catch((error: unknown) => {
      if (!isConflict(error)) throw error;
      return this.#decisionsOf(proposal);
    });
    return proposalState(proposal._id, proposal.validUntil, latest, now);
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Problem && error.type === PROBLEMS.STATE_CONFLICT;
}

/** One whose outbox is full must not keep the others from their end. */
function untilNextTime(error: unknown): ProposalState {
  if (error instanceof Problem && error.type === PROBLEMS.OVERLOADED) return 'submitted';
  throw error;
}

function unlessDone(error: unknown): void {
  if (!isConflict(error)) throw error;
}
