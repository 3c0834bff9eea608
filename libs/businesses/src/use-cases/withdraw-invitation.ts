import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { present } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';

/** Takes an invitation back: its token is void from then on. */
@Injectable()
export class WithdrawInvitation {
  constructor(private readonly businesses: BusinessesRepository) {}

  /** @throws Problem NOT_FOUND (the business, or no such invitation), FORBIDDEN */
  async execute({ userId }: Principal, businessId: string, invitationId: string): Promise<void> {
    const scope = memberWith({ userId, right: requiredRight('businesses.withdrawInvitation') });
    const path = `invitations.${invitationId}` as const;
    const events = [{ type: 'business.invitation_withdrawn', data: { invitationId } }];
    await this.businesses.update(scope, businessId, { when: { [`${path}.tokenHash`]: present() }, unset: [path], events }, []).catch((error: unknown) => {
      if (error instanceof Problem && error.type === PROBLEMS.STATE_CONFLICT) throw new Problem(PROBLEMS.NOT_FOUND, { cause: error });
      throw error;
    });
  }
}
