import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { type ProfileChange, realChange, splitChange } from '../domain/business.js';
import { type BusinessView, VIEW_FIELDS, viewOf } from './business-view.js';

/** Changes what a firm says of itself. A change that changes nothing is not written: it has no version and no event. */
@Injectable()
export class UpdateBusiness {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param version the one that the caller has read.
   * @throws Problem NOT_FOUND, FORBIDDEN, VERSION_MISMATCH
   */
  async execute({ userId }: Principal, businessId: string, version: number, change: ProfileChange): Promise<BusinessView> {
    const scope = memberWith({ userId, right: requiredRight('businesses.update') });
    const present = await this.businesses.get(scope, businessId, VIEW_FIELDS);
    if (present.v !== version) throw new Problem(PROBLEMS.VERSION_MISMATCH);
    const real = realChange(present, change);
    if (Object.keys(real).length === 0) return viewOf(present, userId);
    const { set, clear } = splitChange(real);
    const events = [{ type: 'business.updated', data: { fields: [...Object.keys(set), ...clear] } }];
    const renamed = real.legalName === undefined ? {} : { renamedAt: this.clock.now() };
    return viewOf(await this.businesses.update(scope, businessId, { version, set: { ...set, ...renamed }, unset: clear, events }, VIEW_FIELDS), userId);
  }
}
