import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Problem } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import type { BusinessProfile } from '../domain/business.js';
import { BUSINESSES_PER_PERSON, MEMBER_RIGHTS } from '../domain/members.js';
import { BUSINESS_PROBLEMS } from '../domain/problems.js';
import { type BusinessView, viewOf } from './business-view.js';
import { Memberships } from './memberships.js';

/** Founds a business; who does it becomes its owner with every right. */
@Injectable()
export class CreateBusiness {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly memberships: Memberships,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem BUSINESS_LIMIT_REACHED when the person belongs to 50 businesses already. */
  async execute({ userId }: Principal, profile: BusinessProfile): Promise<BusinessView> {
    const mine = memberWith({ userId, right: 'read' });
    // Two at once may both pass: the limit keeps lists short, no invariant stands on it.
    if ((await this.businesses.count(mine, {}, BUSINESSES_PER_PERSON)) >= BUSINESSES_PER_PERSON) throw new Problem(BUSINESS_PROBLEMS.BUSINESS_LIMIT_REACHED);
    const now = this.clock.now();
    const founded = { ...profile, ownerId: userId, members: [{ userId, rights: MEMBER_RIGHTS, joinedAt: now }], createdAt: now };
    const id = await this.businesses.insert(mine, { ...founded, invitations: {} }, [{ type: 'business.created', data: { ownerId: userId } }]);
    this.memberships.forget(userId);
    return viewOf({ _id: id, v: 1, ...founded }, userId);
  }
}
