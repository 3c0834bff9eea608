import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { memberWith, BusinessesRepository } from '../data/businesses.repository.js';
import type { BusinessProfile } from '../domain/business.js';
import { canonicalRights, MEMBER_RIGHTS } from '../domain/members.js';
import { Problem, PROBLEMS } from '@plumbline/problems';

/** Always the same, so that the examples of the API's documentation work on a machine with demo data. */
export const DEMO_BUSINESS_ID = '0193a1f2-0000-7000-8000-0000000000b1';

const PROFILE: BusinessProfile = {
  legalName: 'Harbor & Pine Millwork LLC',
  tradeName: 'Harbor & Pine',
  contactEmail: 'office@harborpine.example',
  contactPhone: '+12075550142',
  address: { line1: '12 Wharf Street', line2: 'Unit 4', city: 'Portland', region: 'ME', postalCode: '04101', country: 'US' },
  website: 'https://harborpine.example',
  uei: 'HP7MJ4K2ZLQ9',
  cageCode: '7H4P2',
  naicsCodes: ['321918', '337212', '238350'],
  unspscCodes: ['30171500', '56101700'],
  sizeClass: 'small',
  employees: 12,
  foundedOn: '2014-03-17',
  setAsides: ['WOSB', 'SDB'],
};

/** Lays out the demo firm with its owner and, in tests, one member. Run again it changes nothing. */
@Injectable()
export class CreateDemoBusiness {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param ownerId user id of client@demo.test.
   * @param memberId user id of who may answer and read, if there is such a member; never who sells to the firm.
   * @returns the id of the firm.
   */
  async execute(ownerId: string, memberId?: string): Promise<string> {
    const now = this.clock.now();
    const members = [
      { userId: ownerId, rights: MEMBER_RIGHTS, joinedAt: now },
      ...(memberId === undefined ? [] : [{ userId: memberId, rights: canonicalRights(['answer']), joinedAt: now }]),
    ];
    const demo = { ...PROFILE, _id: DEMO_BUSINESS_ID, ownerId, members, invitations: {}, createdAt: now };
    await this.businesses.insert(memberWith({ userId: ownerId, right: 'manage' }), demo, [{ type: 'business.created', data: { ownerId } }]).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.ALREADY_EXISTS) throw error;
    });
    return DEMO_BUSINESS_ID;
  }
}
