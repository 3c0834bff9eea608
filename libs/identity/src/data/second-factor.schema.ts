import { defineSchema, type Stored } from '@plumbline/database';
import type { SecondFactorState } from '../domain/second-factor.js';

/**
 * A person's second factor; `_id` is the user's. Apart from the account, for each use of a code is a write, and must not change what
 * the account's ETag names. Shard key, should it come to that: `_id`.
 */
export interface SecondFactor extends Stored {
  readonly state: SecondFactorState;
  /** 160 random bits in base32 (RFC 4226 section 4); encrypted; gone when the factor is off. */
  readonly secret?: string;
  /** The latest time step whose code was taken; neither it nor an earlier one is taken again (RFC 6238 section 5.2). */
  readonly lastStep: number;
  /** While pending. */
  readonly confirmUntil?: Date;
  /** While active; tells one enrolment from the next. */
  readonly enrolledAt?: Date;
  /** Hash of each recovery code that is left -> when it was given out: a path each, so that taking one is one condition and one removal. */
  readonly recoveryCodes: Readonly<Record<string, Date>>;
}

export const SECOND_FACTORS = 'second_factors';

export const secondFactorSchema = () =>
  defineSchema<SecondFactor>({
    state: { type: String, required: true },
    secret: { type: String, protect: 'secret' },
    lastStep: { type: Number, required: true },
    confirmUntil: { type: Date },
    enrolledAt: { type: Date },
    recoveryCodes: { type: Map, of: Date },
  });
