import { Injectable } from '@nestjs/common';
import { Database, type Everything, EVERYTHING, type Filter, oneOf, Repository } from '@plumbline/database';
import { type Average, averageOf } from '../domain/ratings.js';
import { PROVIDER_RATINGS } from './indexes.js';
import { PROVIDER_RATING_SCHEMA, type ProviderRatingDocument } from './rating.schema.js';

@Injectable()
export class ProviderRatingsRepository extends Repository<ProviderRatingDocument, Everything> {
  constructor(database: Database) {
    super(database, PROVIDER_RATINGS, PROVIDER_RATING_SCHEMA, { events: false });
  }

  /** Public of a firm that sells: nobody's scope is asked for. */
  protected override scopeFilter(): Filter<ProviderRatingDocument> {
    throw new Error('How a provider was rated is read with EVERYTHING.');
  }

  /** How some firms were rated; those without ratings are left out. @param businessIds up to 100. */
  async of(businessIds: readonly string[]): Promise<ReadonlyMap<string, Average>> {
    const ids = [...new Set(businessIds)];
    if (ids.length === 0) return new Map();
    const found = await this.find(EVERYTHING, { _id: oneOf(ids) }, ['count', 'sum'], { limit: ids.length });
    return new Map(found.map(({ _id, count, sum }) => [_id, averageOf(count, sum)]));
  }
}
