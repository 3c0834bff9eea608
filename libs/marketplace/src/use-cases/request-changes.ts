import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { REQUEST_STATES } from '../domain/request-states.js';
import { requestEvent } from './request-events.js';
import { RequestSteps } from './request-steps.js';
import type { ServiceRequestView } from './service-request-view.js';

/** Sends a delivery back with what is missing; the work goes on. */
@Injectable()
export class RequestChanges {
  constructor(
    private readonly steps: RequestSteps,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT */
  execute(principal: Principal, serviceRequestId: string, reason: string): Promise<ServiceRequestView> {
    const sentBack = { kind: 'changes_requested' as const, at: this.clock.now(), by: principal.userId, text: reason, links: [] };
    return this.steps.take(principal, 'serviceRequests.requestChanges', 'client', serviceRequestId, (found) => ({
      step: REQUEST_STATES.step('request_changes'),
      append: { work: [sentBack] },
      events: [requestEvent('service_request.changes_requested', found)],
    }));
  }
}
