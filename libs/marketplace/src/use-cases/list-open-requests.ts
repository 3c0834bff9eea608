import { Injectable } from '@nestjs/common';
import type { ServiceCategory } from '@plumbline/assessments';
import { BusinessFacts } from '@plumbline/businesses';
import { decodeCursor, encodeCursor, type Page, type Principal } from '@plumbline/common';
import { EVERYTHING, noneOf } from '@plumbline/database';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { PartyAccess } from './party-access.js';
import { OPEN_REQUEST_FIELDS, type OpenRequestView, openRequestView } from './service-request-view.js';

/** Which part of the board. */
export interface OpenRequestQuery {
  readonly category?: ServiceCategory | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The board: what other firms ask for and nobody was chosen for yet, newest first. */
@Injectable()
export class ListOpenRequests {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly businesses: BusinessFacts,
  ) {}

  /** @throws Problem VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, { category, limit, cursor }: OpenRequestQuery): Promise<Page<OpenRequestView>> {
    const after = cursor === undefined ? undefined : placeFrom(cursor);
    const own = await this.access.firmsOf(principal);
    const filter = { state: 'open' as const, ...(category === undefined ? {} : { category }), ...(own.length === 0 ? {} : { businessId: noneOf(own) }) };
    const page = await this.requests.page(EVERYTHING, filter, { sort: { by: 'openedAt', direction: -1 }, limit, after }, OPEN_REQUEST_FIELDS);
    const names = await this.businesses.namesOf(page.items.map(({ businessId }) => businessId));
    const nextCursor = page.next === undefined ? null : encodeCursor([(page.next.value as Date).getTime(), page.next.id]);
    return { items: page.items.map((request) => openRequestView(request, names.get(request.businessId) ?? '')), nextCursor };
  }
}

function placeFrom(cursor: string): { readonly value: Date; readonly id: string } {
  const [at, id] = decodeCursor(cursor, ['number', 'string']) as [number, string];
  return { value: new Date(at), id };
}
