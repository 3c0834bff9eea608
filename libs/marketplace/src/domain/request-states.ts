import { defineStateMachine } from '@plumbline/problems';

/**
 * The life of a service request. A firm drafts and opens it; accepting a proposal begins the work; the provider delivers until the
 * client completes it. Either side may dispute work that is not completed, and an admin's ruling leads out of that.
 */
export const REQUEST_STATES = defineStateMachine({
  initial: 'draft',
  transitions: {
    draft: { open: 'open', cancel: 'cancelled' },
    open: { accept: 'in_progress', cancel: 'cancelled' },
    in_progress: { deliver: 'delivered', dispute: 'disputed' },
    delivered: { request_changes: 'in_progress', complete: 'completed', dispute: 'disputed' },
    disputed: { rule_in_progress: 'in_progress', rule_delivered: 'delivered', rule_completed: 'completed', rule_cancelled: 'cancelled' },
    completed: {},
    cancelled: {},
  },
});

export type ServiceRequestState = (typeof REQUEST_STATES)['initial'];

/** The states in which the firm may still change what it asks for. */
export const EDITABLE_STATES = ['draft', 'open'] as const satisfies readonly ServiceRequestState[];

/** What an admin may rule: work goes on, the delivery waits for the client's word again, it counts as accepted, or it ends undone. */
export const DISPUTE_OUTCOMES = ['in_progress', 'delivered', 'completed', 'cancelled'] as const satisfies readonly ServiceRequestState[];
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];
