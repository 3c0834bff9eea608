import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { REQUEST_STATES } from '../domain/request-states.js';
import { requestEvent } from './request-events.js';
import { RequestSteps } from './request-steps.js';
import type { ServiceRequestView } from './service-request-view.js';

/** Puts a draft on the board, where every provider sees it with the firm's name. */
@Injectable()
export class OpenServiceRequest {
  constructor(
    private readonly steps: RequestSteps,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT */
  execute(principal: Principal, serviceRequestId: string): Promise<ServiceRequestView> {
    return this.steps.take(principal, 'serviceRequests.open', 'client', serviceRequestId, (found) => ({
      step: REQUEST_STATES.step('open'),
      set: { openedAt: this.clock.now() },
      events: [requestEvent('service_request.opened', found)],
    }));
  }
}
