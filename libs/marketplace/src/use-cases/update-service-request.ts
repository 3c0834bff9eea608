import { Injectable } from '@nestjs/common';
import type { ServiceCategory } from '@plumbline/assessments';
import { invalidFields, type Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { oneOf } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { EDITABLE_STATES } from '../domain/request-states.js';
import type { Wish } from '../domain/service-request.js';
import { assertKeepsItsWord, checkWish, realChange, type WishChange } from '../domain/wish-rules.js';
import { PartyAccess } from './party-access.js';
import { PresentRequest } from './present-request.js';
import { type ServiceRequestView, VIEW_FIELDS } from './service-request-view.js';

/** Changes what a firm asks for, until a proposal is accepted. A change that changes nothing is not written. */
@Injectable()
export class UpdateServiceRequest {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly present: PresentRequest,
    private readonly clock: Clock,
  ) {}

  /**
   * @param version the one that the caller has read; each proposal raises it.
   * @throws Problem NOT_FOUND, FORBIDDEN, VERSION_MISMATCH, STATE_CONFLICT, VALIDATION_FAILED
   */
  execute(principal: Principal, serviceRequestId: string, version: number, change: WishChange): Promise<ServiceRequestView> {
    return this.access.run(principal, 'serviceRequests.update', 'client', { serviceRequestId }, async (scope) => {
      const found = await this.requests.get(scope, serviceRequestId, VIEW_FIELDS);
      if (found.v !== version) throw new Problem(PROBLEMS.VERSION_MISMATCH);
      const findings = checkWish(change, this.clock.now().toISOString().slice(0, 10));
      if (findings.length > 0) throw invalidFields(findings);
      const real = realChange(found, change);
      const fields = [...Object.keys(real.set), ...real.clear];
      if (fields.length === 0) return this.present.one(found, 'client');
      assertKeepsItsWord(found, real, found.proposalCount ?? 0);
      const events = [{ type: 'service_request.updated', data: { clientBusinessId: found.businessId, fields } }];
      const write = { version, when: { state: oneOf(EDITABLE_STATES) }, set: real.set as Partial<Wish<ServiceCategory>>, unset: real.clear, events };
      return this.present.one(await this.requests.update(scope, serviceRequestId, write, VIEW_FIELDS), 'client');
    });
  }
}
