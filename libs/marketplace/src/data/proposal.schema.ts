import { defineSchema, type Stored } from '@plumbline/database';
import type { ProposalState } from '../domain/proposal.js';
import type { Currency } from '../domain/service-request.js';

/**
 * What a provider offers for a request. Its words and price never change; `state` follows the request, which decides it
 * (docs/adr/0025). Shard key, once there are shards: `serviceRequestId`.
 */
export interface ProposalDocument extends Stored {
  readonly serviceRequestId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  readonly state: ProposalState;
  /** Minor units. */
  readonly amount: number;
  readonly currency: Currency;
  /** Personal: what the provider wrote. */
  readonly scopeOfWork: string;
  readonly daysToDeliver: number;
  readonly validUntil: Date;
  readonly submittedAt: Date;
  readonly submittedBy: string;
  readonly endedAt?: Date;
}

const REQUIRED = { type: String, required: true } as const;
const REQUIRED_NUMBER = { type: Number, required: true } as const;
const REQUIRED_DATE = { type: Date, required: true } as const;

export const PROPOSAL_SCHEMA = defineSchema<ProposalDocument>({
  serviceRequestId: REQUIRED,
  clientBusinessId: REQUIRED,
  providerBusinessId: REQUIRED,
  state: REQUIRED,
  amount: REQUIRED_NUMBER,
  currency: REQUIRED,
  scopeOfWork: { type: String, required: true, protect: 'personal' },
  daysToDeliver: REQUIRED_NUMBER,
  validUntil: REQUIRED_DATE,
  submittedAt: REQUIRED_DATE,
  submittedBy: REQUIRED,
  endedAt: Date,
});
