import type { Found } from '@plumbline/database';
import type { RatingDocument } from '../data/rating.schema.js';
import type { Side } from '../data/party-scope.js';

export interface RatingView {
  readonly from: Side;
  readonly stars: number;
  readonly comment: string;
  readonly ratedAt: string;
}

export const RATING_FIELDS = ['fromSide', 'stars', 'comment', 'ratedAt', 'revealAt'] as const;

export function ratingView({ fromSide: from, stars, comment, ratedAt }: Pick<Found<RatingDocument, (typeof RATING_FIELDS)[number]>, 'fromSide' | 'stars' | 'comment' | 'ratedAt'>): RatingView {
  return { from, stars, comment, ratedAt: ratedAt.toISOString() };
}
