import { Injectable } from '@nestjs/common';
import type { ServiceCategory } from '@plumbline/assessments';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type NewDocument } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { ProposalDocument } from '../data/proposal.schema.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import type { ServiceRequestDocument } from '../data/service-request.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import type { AgreedTerms, Wish } from '../domain/service-request.js';
import { requestEvent } from './request-events.js';

const id = (last: string): string => `0193a1f2-0000-7000-8000-0000000000${last}`;

/** Always the same, so that the examples of the API's documentation work on a machine with demo data. */
export const DEMO_MARKETPLACE = { openRequestId: id('c1'), openProposalId: id('d1'), agreedRequestId: id('c2'), agreedProposalId: id('d2') } as const;

/** Whose the demo is. */
export interface DemoFirms {
  readonly clientId: string;
  /** Who asks and accepts. */
  readonly clientOwner: string;
  readonly providerId: string;
  readonly providerOwner: string;
}

const VALID_MS = 90 * 86_400_000;

const PLAN: Wish<ServiceCategory> = {
  title: 'A quality plan that our shop can follow',
  description: 'We make doors and stairs with twelve people. We need a written quality plan after ISO 10005, with checklists that fit on one page.',
  category: 'quality-management',
  budget: { min: 100_000, max: 300_000, currency: 'USD' },
};
const CONTINUITY: Wish<ServiceCategory> = {
  title: 'A continuity plan, and one rehearsal of it',
  description: 'If the shop burns or the server is lost, who does what? We need a plan of a few pages and want to rehearse it once.',
  category: 'business-continuity',
  budget: { max: 200_000, currency: 'USD' },
  purchaseOrderNumber: 'HP-2026-0117',
};

/** Lays out an open request with a proposal, and one whose proposal was accepted and can be paid. Run again it changes nothing. */
@Injectable()
export class CreateDemoMarketplace {
  constructor(
    private readonly requests: ServiceRequestsRepository,
    private readonly proposals: ProposalsRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns the ids of what is there. */
  async execute(firms: DemoFirms): Promise<typeof DEMO_MARKETPLACE> {
    const { openRequestId, openProposalId, agreedRequestId, agreedProposalId } = DEMO_MARKETPLACE;
    const now = this.clock.now();
    const offer = { providerBusinessId: firms.providerId, amount: 180_000, currency: 'USD', daysToDeliver: 30 } as const;
    const agreement: AgreedTerms = { ...offer, proposalId: agreedProposalId, acceptedAt: now, acceptedBy: firms.clientOwner };
    await this.#request(firms, openRequestId, PLAN, { state: 'open' });
    await this.#request(firms, agreedRequestId, CONTINUITY, { state: 'in_progress', agreement });
    await this.#proposal(firms, { ...offer, _id: openProposalId, serviceRequestId: openRequestId, state: 'submitted', scopeOfWork: 'A plan of ten pages, two visits, and a checklist for each work place.' });
    await this.#proposal(firms, { ...offer, _id: agreedProposalId, serviceRequestId: agreedRequestId, state: 'accepted', scopeOfWork: 'A continuity plan, a list of whom to call, and a rehearsal of half a day.' });
    return DEMO_MARKETPLACE;
  }

  async #request({ clientId: businessId, clientOwner }: DemoFirms, _id: string, wish: Wish<ServiceCategory>, rest: Pick<ServiceRequestDocument, 'state' | 'agreement'>): Promise<void> {
    const now = this.clock.now();
    const request: NewDocument<ServiceRequestDocument> = { ...wish, ...rest, _id, businessId, createdBy: clientOwner, createdAt: now, openedAt: now, proposalCount: 1 };
    const event = requestEvent(rest.agreement === undefined ? 'service_request.opened' : 'service_request.accepted', { _id, businessId, ...rest });
    await this.requests.insert(EVERYTHING, request, [event]).catch(unlessThere);
  }

  async #proposal({ clientId, providerOwner }: DemoFirms, offer: Omit<NewDocument<ProposalDocument>, 'clientBusinessId' | 'validUntil' | 'submittedAt' | 'submittedBy'>): Promise<void> {
    const now = this.clock.now();
    const { serviceRequestId, providerBusinessId, state } = offer;
    const proposal: NewDocument<ProposalDocument> = { ...offer, clientBusinessId: clientId, validUntil: new Date(now.getTime() + VALID_MS), submittedAt: now, submittedBy: providerOwner };
    await this.proposals.insert(EVERYTHING, proposal, [{ type: `proposal.${state}`, data: { serviceRequestId, clientBusinessId: clientId, providerBusinessId } }]).catch(unlessThere);
  }
}

function unlessThere(error: unknown): void {
  if (!(error instanceof Problem) || error.type !== PROBLEMS.ALREADY_EXISTS) throw error;
}
