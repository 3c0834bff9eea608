import { defineSchema, defineSubdocument, type Stored } from '@plumbline/database';
import { Schema } from 'mongoose';
import type { Answer } from '../domain/answers.js';
import type { EvidenceState } from '../domain/evidence/evidence.js';
import type { Verdict } from '../domain/review/rulings.js';
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

/** A navigator's decision, and the answer that it was about: it counts for as long as that one stands. */
export interface StoredRuling {
  readonly at: Date;
  readonly by: string;
  /** Why, in the navigator's words: personal. */
  readonly why?: string;
  /** The answer; missing where the statement was open. */
  readonly a?: Answer;
  /** Its reason: personal. */
  readonly r?: string;
}

/** A file that supports a statement. Its key says which statement and which content, so that the same file is not there twice. */
export interface StoredEvidence {
  readonly id: string;
  readonly fileId: string;
  /** As the firm named it: personal. */
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly at: Date;
  readonly by: string;
  readonly state: EvidenceState;
  readonly ruling?: StoredRuling;
}

export type EvidenceByKey = Readonly<Record<string, StoredEvidence>>;

export interface StoredVerdict extends StoredRuling {
  readonly d: Verdict['decision'];
}

/** What one write answered: personal as a whole, which is one value to encrypt instead of one a reason. `a` is missing where an answer was taken back. */
export interface StoredRevision {
  readonly v: number;
  readonly at: Date;
  readonly by: string;
  readonly rows: Readonly<Record<string, { readonly a?: Answer; readonly r?: string }>>;
}

/** Who reviews it, and until when nobody else may take it up. */
export interface StoredReview {
  readonly by: string;
  readonly since: Date;
  readonly until: Date;
}

/**
 * An assessment with all that is decided by one conditional write: its answers by statement id (about 12 KiB without reasons), its
 * evidence (about 400 bytes a file, the contents are elsewhere; ADR 0024), the decisions of navigators, and its latest revisions, which
 * wait to be moved to `answer_history`. What came after issue 4 is missing in older documents. Shard key, once there are shards:
 * `businessId`.
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
  readonly revisions?: readonly StoredRevision[];
  /** What `revisions` weigh; they are moved before it passes a limit. */
  readonly revisionsWeight?: number;
  readonly evidence?: EvidenceByKey;
  readonly fileCount?: number;
  /** By statement id. */
  readonly fileCounts?: Readonly<Record<string, number>>;
  /** By statement id. */
  readonly verdicts?: Readonly<Record<string, StoredVerdict>>;
  readonly review?: StoredReview;
  /** Why it went back to the firm; kept until it is submitted again. */
  readonly returned?: { readonly at: Date; readonly reason: string };
  /** Who verified or returned it last. */
  readonly reviewedBy?: string;
  readonly verifiedAt?: Date;
  /** When the verification lapses. */
  readonly expiresAt?: Date;
}

const REQUIRED = { type: String, required: true } as const;
const MOMENT = { type: Date, required: true } as const;
const COUNT = { type: Number, required: true } as const;
const PERSONAL = { type: String, protect: 'personal' } as const;
const RULING = { at: MOMENT, by: REQUIRED, why: PERSONAL, a: String, r: PERSONAL } as const;

export const ASSESSMENT_SCHEMA = defineSchema<AssessmentDocument>({
  businessId: REQUIRED,
  catalogueVersion: COUNT,
  state: REQUIRED,
  answers: { type: Map, of: defineSubdocument({ a: REQUIRED, r: PERSONAL, at: MOMENT, by: REQUIRED }) },
  startedAt: MOMENT,
  startedBy: REQUIRED,
  submittedAt: Date,
  revisions: { type: [defineSubdocument({ v: COUNT, at: MOMENT, by: REQUIRED, rows: { type: Schema.Types.Mixed, protect: 'personal', required: true } })], default: undefined },
  revisionsWeight: Number,
  evidence: {
    type: Map,
    of: defineSubdocument({ id: REQUIRED, fileId: REQUIRED, name: { ...PERSONAL, required: true }, mediaType: REQUIRED, size: COUNT, at: MOMENT, by: REQUIRED, state: REQUIRED, ruling: defineSubdocument(RULING) }),
  },
  fileCount: Number,
  fileCounts: { type: Map, of: Number },
  verdicts: { type: Map, of: defineSubdocument({ ...RULING, d: REQUIRED }) },
  review: defineSubdocument({ by: REQUIRED, since: MOMENT, until: MOMENT }),
  returned: defineSubdocument({ at: MOMENT, reason: { ...PERSONAL, required: true } }),
  reviewedBy: String,
  verifiedAt: Date,
  expiresAt: Date,
});
