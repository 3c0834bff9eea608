import { Injectable } from '@nestjs/common';
import { EVERYTHING, missing } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import type { PaymentEntry } from '../domain/payment-status.js';

/** Notes that money for a request was taken or given back. */
@Injectable()
export class NotePayment {
  constructor(private readonly requests: ServiceRequestsRepository) {}

  /** @param told by which event; it is noted once, in whatever order events come. @throws Problem NOT_FOUND */
  async execute(serviceRequestId: string, told: string, entry: PaymentEntry): Promise<void> {
    const path = `payments.${told}` as const;
    await this.requests.update(EVERYTHING, serviceRequestId, { when: { [path]: missing() }, set: { [path]: entry } }, []).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) throw error;
    });
  }
}
