import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { REQUEST_STATES } from '../domain/request-states.js';
import { requestEvent } from './request-events.js';
import { RequestSteps } from './request-steps.js';
import type { ServiceRequestView } from './service-request-view.js';

/** Accepts what was delivered. From its event the provider's money follows, once the hold is over. */
@Injectable()
export class CompleteServiceRequest {
  constructor(
    private readonly steps: RequestSteps,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT */
  execute(principal: Principal, serviceRequestId: string): Promise<ServiceRequestView> {
    return this.steps.take(principal, 'serviceRequests.complete', 'client', serviceRequestId, (found) => ({
      step: REQUEST_STATES.step('complete'),
      set: { completedAt: this.clock.now() },
      events: [requestEvent('service_request.completed', found)],
    }));
  }
}
