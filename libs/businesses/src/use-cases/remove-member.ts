import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { assertNotOwner } from '../domain/members.js';
import { Memberships } from './memberships.js';
import { retryOnConflict } from './retry-on-conflict.js';

/** Ends a membership: somebody else's with the right to manage, one's own with none. */
@Injectable()
export class RemoveMember {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly memberships: Memberships,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, OWNER_FIXED */
  async execute({ userId: callerId }: Principal, businessId: string, userId: string): Promise<void> {
    const leaving = callerId === userId;
    const scope = memberWith({ userId: callerId, right: leaving ? 'read' : requiredRight('businesses.removeMember') });
    await retryOnConflict(async () => {
      const { v, ownerId, members } = await this.businesses.get(scope, businessId, ['v', 'ownerId', 'members']);
      const kept = members.filter((member) => member.userId !== userId);
      if (kept.length === members.length) throw new Problem(PROBLEMS.NOT_FOUND);
      assertNotOwner(ownerId, userId);
      const events = [{ type: leaving ? 'business.member_left' : 'business.member_removed', data: { userId } }];
      await this.businesses.update(scope, businessId, { version: v, set: { members: kept }, events }, []);
    });
    this.memberships.forget(userId);
  }
}
