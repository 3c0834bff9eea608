import { Injectable } from '@nestjs/common';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { type DisputeOutcome, REQUEST_STATES } from '../domain/request-states.js';
import { PartyAccess } from './party-access.js';
import { PresentRequest } from './present-request.js';
import { requestEvent } from './request-events.js';
import { type ServiceRequestView, VIEW_FIELDS } from './service-request-view.js';

/** How an admin ends a dispute. */
export interface Ruling {
  readonly outcome: DisputeOutcome;
  /** Told to both sides. */
  readonly ruling: string;
}

/** What else is said of a request whose dispute ends it, so that payments need not know of disputes. */
const ENDS = { completed: { event: 'service_request.completed', at: 'completedAt' }, cancelled: { event: 'service_request.cancelled', at: 'cancelledAt' } } as const;

/** Rules in a dispute. */
@Injectable()
export class ResolveDispute {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly present: PresentRequest,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST for an admin who belongs to one of the firms, STATE_CONFLICT (also `delivered` where nothing was). */
  async execute(principal: Principal, serviceRequestId: string, { outcome, ruling }: Ruling): Promise<ServiceRequestView> {
    const found = await this.requests.get(EVERYTHING, serviceRequestId, ['businessId', 'agreement', 'work']);
    const firms = await this.access.firmsOf(principal);
    if ([found.businessId, found.agreement?.providerBusinessId].some((id) => id !== undefined && firms.includes(id))) throw new Problem(BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST);
    if (outcome === 'delivered' && (found.work ?? []).length === 0) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'Nothing was delivered that the client could decide on.' });
    const now = this.clock.now();
    const end = outcome === 'completed' || outcome === 'cancelled' ? ENDS[outcome] : undefined;
    const set = { 'dispute.outcome': outcome, 'dispute.ruling': ruling, 'dispute.resolvedAt': now, 'dispute.resolvedBy': principal.userId, ...(end === undefined ? {} : { [end.at]: now }) };
    const resolved = requestEvent('service_request.dispute_resolved', found, { outcome });
    const events = [resolved, ...(end === undefined ? [] : [requestEvent(end.event, found)])] as const;
    const written = await this.requests.transition(EVERYTHING, serviceRequestId, { step: REQUEST_STATES.step(`rule_${outcome}`), set, events }, VIEW_FIELDS);
    return this.present.one(written, 'client');
  }
}
