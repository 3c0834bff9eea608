import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import type { BusinessProfile } from '../domain/business.js';
import { MEMBER_RIGHTS } from '../domain/members.js';
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
    await this.businesses.assertRoomFor(userId);
    const now = this.clock.now();
    const founded = { ...profile, ownerId: userId, members: [{ userId, rights: MEMBER_RIGHTS, joinedAt: now }], createdAt: now };
    const id = await this.businesses.insert(memberWith({ userId, right: 'manage' }), { ...founded, invitations: {} }, [{ type: 'business.created', data: { ownerId: userId } }]);
    this.memberships.forget(userId);
    return viewOf({ _id: id, v: 1, ...founded }, userId);
  }
}
