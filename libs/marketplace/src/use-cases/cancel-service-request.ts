import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { REQUEST_STATES } from '../domain/request-states.js';
import { requestEvent } from './request-events.js';
import { RequestSteps } from './request-steps.js';
import type { ServiceRequestView } from './service-request-view.js';

/** Takes a request back before a proposal is accepted; its proposals are declined by it. */
@Injectable()
export class CancelServiceRequest {
  constructor(
    private readonly steps: RequestSteps,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT */
  execute(principal: Principal, serviceRequestId: string): Promise<ServiceRequestView> {
    return this.steps.take(principal, 'serviceRequests.cancel', 'client', serviceRequestId, ({ _id, businessId }) => ({
      step: REQUEST_STATES.step('cancel'),
      set: { cancelledAt: this.clock.now() },
      events: [requestEvent('service_request.cancelled', { _id, businessId })],
    }));
  }
}
