import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, missing } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import { REQUEST_STATES } from '../domain/request-states.js';
import { WORK_STEPS } from '../domain/work.js';
import { requestEvent } from './request-events.js';
import { RequestSteps } from './request-steps.js';
import type { ServiceRequestView } from './service-request-view.js';

/** What a provider hands over. */
export interface NewDelivery {
  readonly note: string;
  readonly links: readonly string[];
}

/** The last place but one: a delivery leaves room for the client's word on it. */
const FULL = `work.${WORK_STEPS - 2}` as const;

/** Hands work over; the client completes the request or sends it back. */
@Injectable()
export class DeliverWork {
  constructor(
    private readonly steps: RequestSteps,
    private readonly requests: ServiceRequestsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT, DELIVERY_LIMIT_REACHED */
  async execute(principal: Principal, serviceRequestId: string, { note, links }: NewDelivery): Promise<ServiceRequestView> {
    const delivered = { kind: 'delivered' as const, at: this.clock.now(), by: principal.userId, text: note, links };
    try {
      return await this.steps.take(principal, 'serviceRequests.deliver', 'provider', serviceRequestId, (found) => ({
        step: REQUEST_STATES.step('deliver'),
        when: { [FULL]: missing() },
        append: { work: [delivered] },
        events: [requestEvent('service_request.delivered', found)],
      }));
    } catch (error) {
      throw await this.#explain(error, serviceRequestId);
    }
  }

  async #explain(error: unknown, serviceRequestId: string): Promise<unknown> {
    if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) return error;
    const { state, work = [] } = await this.requests.get(EVERYTHING, serviceRequestId, ['state', 'work']);
    const full = REQUEST_STATES.from('deliver').includes(state) && work.length > WORK_STEPS - 2;
    return full ? new Problem(MARKETPLACE_PROBLEMS.DELIVERY_LIMIT_REACHED, { cause: error }) : error;
  }
}
