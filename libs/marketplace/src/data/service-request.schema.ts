import type { ServiceCategory } from '@plumbline/assessments';
import { defineSchema, defineSubdocument, type Stored } from '@plumbline/database';
import type { Dispute } from '../domain/dispute.js';
import type { PaymentEntries } from '../domain/payment-status.js';
import type { ProposalEnding } from '../domain/proposal.js';
import type { ServiceRequestState } from '../domain/request-states.js';
import type { AgreedTerms, Wish } from '../domain/service-request.js';
import type { WorkStep } from '../domain/work.js';

/** From which gap of an assessment a request was made. */
export interface GapReference {
  readonly assessmentId: string;
  readonly statementId: string;
}

/**
 * A service request, and all that is decided about it: which proposal was accepted, which ended before, what was delivered, disputed
 * and paid. Shard key, once there are shards: `_id`.
 */
export interface ServiceRequestDocument extends Stored, Wish<ServiceCategory> {
  /** The firm that asks. */
  readonly businessId: string;
  readonly gap?: GapReference;
  readonly state: ServiceRequestState;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly openedAt?: Date;
  readonly completedAt?: Date;
  readonly cancelledAt?: Date;
  /** Proposals that were let in, whatever became of them. */
  readonly proposalCount?: number;
  /** How proposals ended while the request was open, by id. */
  readonly endings?: Readonly<Record<string, ProposalEnding>>;
  readonly agreement?: AgreedTerms;
  /** What was delivered and sent back, in order. */
  readonly work?: readonly WorkStep[];
  /** The last dispute; those before it are in `pastDisputes`. */
  readonly dispute?: Dispute;
  readonly pastDisputes?: readonly Dispute[];
  /** What payments told, by event. */
  readonly payments?: PaymentEntries;
}

const REQUIRED = { type: String, required: true } as const;
const REQUIRED_NUMBER = { type: Number, required: true } as const;
const REQUIRED_DATE = { type: Date, required: true } as const;
const WORDS = { type: String, protect: 'personal' } as const;

const disputeSchema = () =>
  defineSubdocument({
    openedBySide: REQUIRED,
    openedBy: REQUIRED,
    openedAt: REQUIRED_DATE,
    reason: { ...WORDS, required: true },
    from: REQUIRED,
    outcome: String,
    ruling: WORDS,
    resolvedAt: Date,
    resolvedBy: String,
  });

export const SERVICE_REQUEST_SCHEMA = defineSchema<ServiceRequestDocument>({
  businessId: REQUIRED,
  title: REQUIRED,
  description: REQUIRED,
  category: REQUIRED,
  budget: defineSubdocument({ min: Number, max: Number, currency: REQUIRED }),
  neededBy: String,
  purchaseOrderNumber: String,
  gap: { type: defineSubdocument({ assessmentId: REQUIRED, statementId: REQUIRED }), default: undefined },
  state: REQUIRED,
  createdBy: REQUIRED,
  createdAt: REQUIRED_DATE,
  openedAt: Date,
  completedAt: Date,
  cancelledAt: Date,
  proposalCount: Number,
  endings: { type: Map, of: String, default: undefined },
  agreement: { type: defineSubdocument({ proposalId: REQUIRED, providerBusinessId: REQUIRED, amount: REQUIRED_NUMBER, currency: REQUIRED, daysToDeliver: REQUIRED_NUMBER, acceptedAt: REQUIRED_DATE, acceptedBy: REQUIRED }), default: undefined },
  work: { type: [defineSubdocument({ kind: REQUIRED, at: REQUIRED_DATE, by: REQUIRED, text: { ...WORDS, required: true }, links: [String] })], default: undefined },
  dispute: { type: disputeSchema(), default: undefined },
  pastDisputes: { type: [disputeSchema()], default: undefined },
  payments: { type: Map, of: defineSubdocument({ kind: REQUIRED, amount: REQUIRED_NUMBER, at: REQUIRED_DATE }), default: undefined },
});
