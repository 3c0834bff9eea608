import { defineSchema, type Stored } from '@plumbline/database';
import { Schema } from 'mongoose';

/**
 * `received`: stored, its effect is due. `applied`: it has had its effect. `ignored`: it has none here. `parked`: what it is about is
 * not known here yet, or refuses it; it is tried again. `given_up`: it bears ids of ours, and what it is about was not found for days.
 */
export const EVENT_STATES = ['received', 'applied', 'ignored', 'parked', 'given_up'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** An event of Stripe's, by its id. Shard key, once there are shards: `_id`, hashed. */
export interface StripeEventDocument extends Stored {
  readonly type: string;
  readonly objectId: string;
  readonly objectType: string;
  /** What its object belongs to: `payment_intent`, `charge`. */
  readonly belongsTo: Readonly<Record<string, string>>;
  /** The object and what it belongs to: whoever looks at one payment finds its events by these, whatever became of them. */
  readonly mentions: readonly string[];
  readonly account?: string;
  /** How we know it: a delivery, or the sweep of the list of events. */
  readonly toldBy: 'webhook' | 'sweep';
  readonly createdAt: Date;
  readonly receivedAt: Date;
  readonly state: EventState;
  /** When it is worked on next; absent once that is over. Whoever takes it moves it on, so that it comes again if they die. */
  readonly dueAt?: Date;
  readonly attempts: number;
  /** Why it is parked or ignored; no text of a person's. */
  readonly reason?: string;
  readonly settledAt?: Date;
  /** Then it is removed: Stripe repeats no event that is older. */
  readonly expiresAt?: Date;
}

export const STRIPE_EVENT_SCHEMA = defineSchema<StripeEventDocument>({
  type: { type: String, required: true },
  objectId: { type: String, default: '' },
  objectType: { type: String, default: '' },
  belongsTo: { type: Schema.Types.Mixed, required: true },
  mentions: { type: [String], required: true },
  account: String,
  toldBy: { type: String, required: true },
  createdAt: { type: Date, required: true },
  receivedAt: { type: Date, required: true },
  state: { type: String, required: true, enum: EVENT_STATES },
  dueAt: Date,
  attempts: { type: Number, required: true },
  reason: String,
  settledAt: Date,
  expiresAt: Date,
});
