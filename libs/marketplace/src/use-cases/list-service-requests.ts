import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { decodeCursor, encodeCursor, type Page, type Principal, requiredRight } from '@plumbline/common';
import { asParty, type Side } from '../data/party-scope.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import type { ServiceRequestState } from '../domain/request-states.js';
import { sideOf } from './party-access.js';
import { PresentRequest } from './present-request.js';
import { type ServiceRequestView, VIEW_FIELDS } from './service-request-view.js';

/** Which requests to list, and which part of the list. */
export interface ServiceRequestQuery {
  /** All firms of the caller when left out. */
  readonly businessId?: string | undefined;
  /** Those the firms ask for, those they work on, or both. */
  readonly side?: Side | undefined;
  readonly state?: ServiceRequestState | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The requests that firms of the caller ask for or work on, newest first. */
@Injectable()
export class ListServiceRequests {
  constructor(
    private readonly memberships: Memberships,
    private readonly requests: ServiceRequestsRepository,
    private readonly present: PresentRequest,
  ) {}

  /** @throws Problem NOT_FOUND (the business), VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, { businessId, side, state, limit, cursor }: ServiceRequestQuery): Promise<Page<ServiceRequestView>> {
    const right = requiredRight('serviceRequests.list');
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const scope = businessId === undefined ? await this.memberships.scopes(principal, right) : await this.memberships.scope(principal, businessId, right);
    const party = asParty(side ?? 'either', scope);
    const after = id === undefined ? undefined : { value: id, id };
    const page = await this.requests.page(party, state === undefined ? {} : { state }, { sort: { by: '_id', direction: -1 }, limit, after }, VIEW_FIELDS);
    return { items: await this.present.all(page.items, (request) => sideOf(party, request)), nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
