import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import type { Found } from '@plumbline/database';
import type { ServiceRequestDocument } from '../data/service-request.schema.js';
import { type ServiceRequestView, VIEW_FIELDS, type Viewer, viewOf } from './service-request-view.js';

type Shown = Found<ServiceRequestDocument, (typeof VIEW_FIELDS)[number]>;

/** Shows requests with the names of the firms that ask. */
@Injectable()
export class PresentRequest {
  constructor(private readonly businesses: BusinessFacts) {}

  async one(found: Shown, viewer: Viewer): Promise<ServiceRequestView> {
    return viewOf(found, await this.businesses.nameOf(found.businessId), viewer);
  }

  /** @param viewerOf who looks at each of them. */
  async all(found: readonly Shown[], viewerOf: (request: Shown) => Viewer): Promise<readonly ServiceRequestView[]> {
    const names = await this.businesses.namesOf(found.map(({ businessId }) => businessId));
    return found.map((request) => viewOf(request, names.get(request.businessId) ?? '', viewerOf(request)));
  }
}
