import { Injectable } from '@nestjs/common';
import { CheckSecondFactor, type SecondFactorProof } from './check-second-factor.js';
import { MarkSteppedUp, type OwnSession } from './mark-stepped-up.js';

/** Shows the second factor again, for what asks for a fresh one (RFC 9470). */
@Injectable()
export class StepUp {
  constructor(
    private readonly check: CheckSecondFactor,
    private readonly markSteppedUp: MarkSteppedUp,
  ) {}

  /** @returns until when it counts. @throws Problem SECOND_FACTOR_MISSING; SECOND_FACTOR_REFUSED; SECOND_FACTOR_THROTTLED. */
  async execute(session: OwnSession, proof: SecondFactorProof): Promise<Date> {
    await this.check.execute(session.userId, proof);
    return this.markSteppedUp.execute(session, proof.method);
  }
}
