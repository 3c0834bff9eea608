import { Injectable } from '@nestjs/common';
import { EVERYTHING, oneOf } from '@plumbline/database';
import { People } from '@plumbline/identity';
import { Problem, PROBLEMS } from '@plumbline/problems';
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

  /** The legal names of some businesses, by id; those that are unknown are left out. @param businessIds up to 1000. */
  async namesOf(businessIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(businessIds)];
    if (ids.length === 0) return new Map();
    const found = await this.businesses.find(EVERYTHING, { _id: oneOf(ids) }, ['legalName'], { limit: ids.length });
    return new Map(found.map(({ _id, legalName }) => [_id, legalName]));
  }

  /** Whether somebody belongs to both businesses, so that one cannot deal with the other at arm's length. @throws Problem NOT_FOUND */
  async shareMember(oneId: string, otherId: string): Promise<boolean> {
    const [one, other] = await Promise.all([oneId, otherId].map((id) => this.businesses.get(EVERYTHING, id, ['members'])));
    const people = new Set(one?.members.map(({ userId }) => userId));
    return other?.members.some(({ userId }) => people.has(userId)) ?? false;
  }

  /**
   * Its legal name, which must be the one that it had at a moment: nobody is reviewed under one name and certified under another.
   * @throws Problem NOT_FOUND, STATE_CONFLICT when it was renamed since.
   */
  async nameSince(businessId: string, moment: Date): Promise<string> {
    const { legalName, renamedAt } = await this.businesses.get(EVERYTHING, businessId, ['legalName', 'renamedAt']);
    if (renamedAt !== undefined && renamedAt >= moment) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'The firm has changed its legal name since.' });
    return legalName;
  }

  /** Where its owner gets mail; undefined when the owner's account is gone. @throws Problem NOT_FOUND */
  async ownerEmail(businessId: string): Promise<string | undefined> {
    const { ownerId } = await this.businesses.get(EVERYTHING, businessId, ['ownerId']);
    return this.people.emailOf(ownerId);
  }
}
