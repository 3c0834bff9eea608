import { defineStateMachine } from '@plumbline/problems';
import type { ServiceRequestState } from './request-states.js';

/** The life of a proposal. Each end is decided by one write of its request (docs/adr/0025); the proposal's own document follows. */
export const PROPOSAL_STATES = defineStateMachine({
  initial: 'submitted',
  transitions: {
    submitted: { accept: 'accepted', decline: 'declined', withdraw: 'withdrawn', expire: 'expired' },
    accepted: {},
    declined: {},
    withdrawn: {},
    expired: {},
  },
});

export type ProposalState = (typeof PROPOSAL_STATES)['initial'];

/** How a proposal ends that is not accepted. */
export type ProposalEnding = Exclude<ProposalState, 'submitted' | 'accepted'>;

/** Price in minor units of the currency: from what a card can be charged to what Stripe takes at most. */
export const AMOUNT = { min: 50, max: 99_999_999 } as const;
export const DAYS_TO_DELIVER = { min: 1, max: 365 } as const;
export const SCOPE_LENGTH = 5_000;

/** How long a proposal may bind who made it, and how long it does unless they say. */
export const VALID_DAYS = { most: 90, usual: 30 } as const;

export const PROPOSALS_PER_FIRM = 5;
export const PROPOSALS_PER_REQUEST = 500;

/** What of a request decides about its proposals. */
export interface Decisions {
  readonly state: ServiceRequestState;
  readonly agreement?: { readonly proposalId: string };
  /** Of proposals that ended while the request was open, by id. */
  readonly endings?: Readonly<Record<string, ProposalEnding>>;
}

/**
 * The state of a proposal, told from its request alone: so at no moment two look accepted, and none looks withdrawn that is accepted.
 * @param validUntil the first moment at which it does not bind any more.
 */
export function proposalState(proposalId: string, validUntil: Date, { state, agreement, endings = {} }: Decisions, now: Date): ProposalState {
  if (agreement?.proposalId === proposalId) return 'accepted';
  if (Object.hasOwn(endings, proposalId)) return endings[proposalId] as ProposalEnding;
  if (state !== 'open') return 'declined';
  return validUntil <= now ? 'expired' : 'submitted';
}
