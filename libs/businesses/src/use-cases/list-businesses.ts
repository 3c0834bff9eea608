import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type Principal } from '@plumbline/common';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { type BusinessView, VIEW_FIELDS, viewOf } from './business-view.js';

/** The businesses that the caller is a member of, newest first. */
@Injectable()
export class ListBusinesses {
  constructor(private readonly businesses: BusinessesRepository) {}

  /**
   * @param limit 1..100.
   * @throws Problem VALIDATION_FAILED when the cursor is not of this list.
   */
  async execute({ userId }: Principal, limit: number, cursor: string | undefined): Promise<Page<BusinessView>> {
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const after = id === undefined ? undefined : { value: id, id };
    const page = await this.businesses.page(memberWith({ userId, right: 'read' }), {}, { sort: { by: '_id', direction: -1 }, limit, after }, VIEW_FIELDS);
    return { items: page.items.map((business) => viewOf(business, userId)), nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
