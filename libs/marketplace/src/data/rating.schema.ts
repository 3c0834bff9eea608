import { defineSchema, type Stored } from '@plumbline/database';
import type { Side } from './party-scope.js';

/** What one side says of the other after completion; written once. Shard key, once there are shards: `serviceRequestId`. */
export interface RatingDocument extends Stored {
  readonly serviceRequestId: string;
  readonly fromSide: Side;
  readonly fromBusinessId: string;
  readonly toBusinessId: string;
  readonly stars: number;
  /** Personal. */
  readonly comment: string;
  readonly ratedAt: Date;
  readonly ratedBy: string;
  /** When it is shown at the latest. */
  readonly revealAt: Date;
  /** Whether it counts for the firm's average: both have rated, or its time has come. */
  readonly revealed: boolean;
}

/** How a provider was rated, in two numbers, so that showing it costs the same for ten ratings and ten thousand. Id: the firm's. */
export interface ProviderRatingDocument extends Stored {
  readonly count: number;
  readonly sum: number;
}

const REQUIRED = { type: String, required: true } as const;
const REQUIRED_NUMBER = { type: Number, required: true } as const;
const REQUIRED_DATE = { type: Date, required: true } as const;

export const RATING_SCHEMA = defineSchema<RatingDocument>({
  serviceRequestId: REQUIRED,
  fromSide: REQUIRED,
  fromBusinessId: REQUIRED,
  toBusinessId: REQUIRED,
  stars: REQUIRED_NUMBER,
  comment: { type: String, required: true, protect: 'personal' },
  ratedAt: REQUIRED_DATE,
  ratedBy: REQUIRED,
  revealAt: REQUIRED_DATE,
  revealed: { type: Boolean, required: true },
});

export const PROVIDER_RATING_SCHEMA = defineSchema<ProviderRatingDocument>({ count: REQUIRED_NUMBER, sum: REQUIRED_NUMBER });
