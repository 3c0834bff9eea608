import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { missing } from '@plumbline/database';
import type { Dispute } from '../domain/dispute.js';
import { REQUEST_STATES } from '../domain/request-states.js';
import { requestEvent } from './request-events.js';
import { RequestSteps } from './request-steps.js';
import type { ServiceRequestView } from './service-request-view.js';

/** Either side says that it cannot go on like this; an admin rules. No money moves meanwhile. */
@Injectable()
export class OpenDispute {
  constructor(
    private readonly steps: RequestSteps,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT */
  execute(principal: Principal, serviceRequestId: string, reason: string): Promise<ServiceRequestView> {
    return this.steps.take(principal, 'serviceRequests.dispute', 'either', serviceRequestId, (found, openedBySide) => {
      const { state: from, dispute: past } = found;
      const dispute: Dispute = { openedBySide, openedBy: principal.userId, openedAt: this.clock.now(), reason, from };
      return {
        step: REQUEST_STATES.step('dispute'),
        // What is put aside and what is gone back to must be what was read.
        when: { $and: [{ state: from }, { 'dispute.openedAt': past?.openedAt ?? missing() }] },
        set: { dispute },
        ...(past === undefined ? {} : { append: { pastDisputes: [past] } }),
        events: [requestEvent('service_request.disputed', found, { openedBy: openedBySide, from })],
      };
    });
  }
}
