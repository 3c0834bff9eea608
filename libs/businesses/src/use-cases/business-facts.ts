import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { People } from '@plumbline/identity';
import { BusinessesRepository } from '../data/businesses.repository.js';

/** What other libraries may know of a business when nobody asks: for work that the system does by itself. */
@Injectable()
export class BusinessFacts {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly people: People,
  ) {}

  /** Its legal name. @throws Problem NOT_FOUND */
  async nameOf(businessId: string): Promise<string> {
    return (await this.businesses.get(EVERYTHING, businessId, ['legalName'])).legalName;
  }

  /** Where its owner gets mail; undefined when the owner's account is gone. @throws Problem NOT_FOUND */
  async ownerEmail(businessId: string): Promise<string | undefined> {
    const { ownerId } = await this.businesses.get(EVERYTHING, businessId, ['ownerId']);
    return this.people.emailOf(ownerId);
  }
}
