import { Injectable } from '@nestjs/common';
import { Database, defineScope, type Filter, Repository, type Scope } from '@plumbline/database';
import { RATINGS } from './indexes.js';
import { RATING_SCHEMA, type RatingDocument } from './rating.schema.js';

/** The ratings of one request, for who was found to have a part in it. */
export type RequestScope = Scope<'service-request', { serviceRequestId: string }>;
export const ofRequest = defineScope<'service-request', { serviceRequestId: string }>();

@Injectable()
export class RatingsRepository extends Repository<RatingDocument, RequestScope> {
  constructor(database: Database) {
    super(database, RATINGS, RATING_SCHEMA);
  }

  protected override scopeFilter({ by: { serviceRequestId } }: RequestScope): Filter<RatingDocument> {
    return { serviceRequestId };
  }
}
