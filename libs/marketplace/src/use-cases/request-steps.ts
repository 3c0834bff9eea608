import { Injectable } from '@nestjs/common';
import type { BusinessOperationId, Principal } from '@plumbline/common';
import type { Found, Transition } from '@plumbline/database';
import type { Side } from '../data/party-scope.js';
import type { ServiceRequestDocument } from '../data/service-request.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { PartyAccess, sideOf } from './party-access.js';
import { PresentRequest } from './present-request.js';
import { type ServiceRequestView, VIEW_FIELDS } from './service-request-view.js';

/** What is read before a step is decided. */
const DECIDING_FIELDS = ['businessId', 'state', 'agreement', 'dispute'] as const;
export type Deciding = Found<ServiceRequestDocument, (typeof DECIDING_FIELDS)[number]>;
export type RequestStep = Transition<ServiceRequestDocument>;

/** Takes one step of a request as one of its sides. */
@Injectable()
export class RequestSteps {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly present: PresentRequest,
  ) {}

  /**
   * @param side on which the caller must stand.
   * @param decide the step, from what never changes of the request and the side on which the caller stands.
   * @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT, OVERLOADED; what `decide` throws.
   */
  take(principal: Principal, operation: BusinessOperationId, side: Side | 'either', serviceRequestId: string, decide: (found: Deciding, side: Side) => RequestStep): Promise<ServiceRequestView> {
    return this.access.run(principal, operation, side, { serviceRequestId }, async (scope) => {
      const found = await this.requests.get(scope, serviceRequestId, DECIDING_FIELDS);
      const written = await this.requests.transition(scope, serviceRequestId, decide(found, sideOf(scope, found)), VIEW_FIELDS);
      return this.present.one(written, sideOf(scope, written));
    });
  }
}
