import type { Found } from '@plumbline/database';
import type { ProposalDocument } from '../data/proposal.schema.js';
import { type Decisions, proposalState, type ProposalState } from '../domain/proposal.js';
import { type Average, NO_RATINGS } from '../domain/ratings.js';
import type { Currency } from '../domain/service-request.js';

/** A proposal as the two firms see it that it is between. */
export interface ProposalView {
  readonly id: string;
  readonly serviceRequestId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  readonly providerName: string;
  readonly providerRating: Average;
  readonly state: ProposalState;
  readonly amount: number;
  readonly currency: Currency;
  readonly scopeOfWork: string;
  readonly daysToDeliver: number;
  readonly validUntil: string;
  readonly submittedAt: string;
}

/** What is read to show a proposal. Its stored state is not: the request tells it. */
export const PROPOSAL_FIELDS = ['serviceRequestId', 'clientBusinessId', 'providerBusinessId', 'amount', 'currency', 'scopeOfWork', 'daysToDeliver', 'validUntil', 'submittedAt'] as const;
export type ShownProposal = Found<ProposalDocument, (typeof PROPOSAL_FIELDS)[number]>;

/** @param provider its name and how it was rated. */
export function proposalView({ _id: id, validUntil, submittedAt, ...members }: ShownProposal, decisions: Decisions, provider: { readonly name: string | undefined; readonly rating: Average | undefined }, now: Date): ProposalView {
  const state = proposalState(id, validUntil, decisions, now);
  return { id, ...members, providerName: provider.name ?? '', providerRating: provider.rating ?? NO_RATINGS, state, validUntil: validUntil.toISOString(), submittedAt: submittedAt.toISOString() };
}
