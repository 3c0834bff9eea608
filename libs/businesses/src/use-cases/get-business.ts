import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { type BusinessView, VIEW_FIELDS, viewOf } from './business-view.js';

/** One business of the caller. */
@Injectable()
export class GetBusiness {
  constructor(private readonly businesses: BusinessesRepository) {}

  /** @throws Problem NOT_FOUND */
  async execute({ userId }: Principal, businessId: string): Promise<BusinessView> {
    const scope = memberWith({ userId, right: requiredRight('businesses.get') });
    return viewOf(await this.businesses.get(scope, businessId, VIEW_FIELDS), userId);
  }
}
