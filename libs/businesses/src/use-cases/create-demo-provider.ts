import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import type { BusinessProfile } from '../domain/business.js';
import { MEMBER_RIGHTS } from '../domain/members.js';

/** Always the same, so that the examples of the API's documentation work on a machine with demo data. */
export const DEMO_PROVIDER_ID = '0193a1f2-0000-7000-8000-0000000000b2';

const PROFILE: BusinessProfile = {
  legalName: 'Raman Quality Advisers LLC',
  contactEmail: 'office@ramanquality.example',
  contactPhone: '+16175550119',
  address: { line1: '88 Summer Street', city: 'Boston', region: 'MA', postalCode: '02110', country: 'US' },
  website: 'https://ramanquality.example',
  naicsCodes: ['541611', '541614'],
  unspscCodes: ['80101500'],
  sizeClass: 'micro',
  employees: 4,
  foundedOn: '2019-05-02',
  setAsides: ['WOSB'],
};

/** Lays out the demo firm that sells help, with its owner alone. Run again it changes nothing. */
@Injectable()
export class CreateDemoProvider {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param ownerId user id of provider@demo.test.
   * @returns the id of the firm.
   */
  async execute(ownerId: string): Promise<string> {
    const now = this.clock.now();
    const demo = { ...PROFILE, _id: DEMO_PROVIDER_ID, ownerId, members: [{ userId: ownerId, rights: MEMBER_RIGHTS, joinedAt: now }], invitations: {}, createdAt: now };
    await this.businesses.insert(memberWith({ userId: ownerId, right: 'manage' }), demo, [{ type: 'business.created', data: { ownerId } }]).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.ALREADY_EXISTS) throw error;
    });
    return DEMO_PROVIDER_ID;
  }
}
