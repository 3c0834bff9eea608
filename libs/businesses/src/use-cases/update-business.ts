import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { type ProfileChange, splitChange } from '../domain/business.js';
import { type BusinessView, VIEW_FIELDS, viewOf } from './business-view.js';

/** Changes what a firm says of itself. */
@Injectable()
export class UpdateBusiness {
  constructor(private readonly businesses: BusinessesRepository) {}

  /**
   * @param version the one that the caller has read.
   * @throws Problem NOT_FOUND, FORBIDDEN, VERSION_MISMATCH
   */
  async execute({ userId }: Principal, businessId: string, version: number, change: ProfileChange): Promise<BusinessView> {
    const scope = memberWith({ userId, right: requiredRight('businesses.update') });
    const { set, clear } = splitChange(change);
    const events = [{ type: 'business.updated', data: { fields: [...Object.keys(set), ...clear] } }];
    return viewOf(await this.businesses.update(scope, businessId, { version, set, unset: clear, events }, VIEW_FIELDS), userId);
  }
}
