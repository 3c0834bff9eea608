import { defineSchema, defineSubdocument, type Stored } from '@plumbline/database';
import type { Answer } from '../domain/answers.js';
import type { AssessmentState } from '../domain/states.js';

/** One answer; short names, since a document holds about a hundred. */
export interface StoredAnswer {
  readonly a: Answer;
  /** Reason, in the firm's own words: personal. */
  readonly r?: string;
  readonly at: Date;
  /** User id. */
  readonly by: string;
}

export type StoredAnswers = Readonly<Record<string, StoredAnswer>>;

/**
 * An assessment with its answers, by statement id: what is answered is one path of one document, so that answers given at the same
 * time do not overwrite each other and a hundred answers are one write. At most about 12 KiB without reasons. Shard key, once there
 * are shards: `businessId`.
 */
export interface AssessmentDocument extends Stored {
  readonly businessId: string;
  /** The catalogue that the answers are to; never changes. */
  readonly catalogueVersion: number;
  readonly state: AssessmentState;
  readonly answers: StoredAnswers;
  readonly startedAt: Date;
  readonly startedBy: string;
  readonly submittedAt?: Date;
}

const REQUIRED = { type: String, required: true } as const;

export const ASSESSMENT_SCHEMA = defineSchema<AssessmentDocument>({
  businessId: REQUIRED,
  catalogueVersion: { type: Number, required: true },
  state: REQUIRED,
  answers: { type: Map, of: defineSubdocument({ a: REQUIRED, r: { type: String, protect: 'personal' }, at: { type: Date, required: true }, by: REQUIRED }) },
  startedAt: { type: Date, required: true },
  startedBy: REQUIRED,
  submittedAt: Date,
});
