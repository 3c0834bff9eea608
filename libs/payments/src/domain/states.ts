import { defineStateMachine } from '@plumbline/problems';

/**
 * A payment. Before money is held it follows its intent, which may go to and fro between a decline, a challenge and a new attempt; from
 * `authorised` on it moves forward only. `denied` was never sent to the processor.
 */
export const PAYMENT_STATES = defineStateMachine({
  initial: 'created',
  transitions: {
    created: { requireAction: 'requires_action', process: 'processing', decline: 'declined', authorise: 'authorised', capture: 'captured', cancel: 'canceled', deny: 'denied' },
    requires_action: { process: 'processing', decline: 'declined', authorise: 'authorised', capture: 'captured', cancel: 'canceled' },
    processing: { requireAction: 'requires_action', decline: 'declined', authorise: 'authorised', capture: 'captured', cancel: 'canceled' },
    declined: { requireAction: 'requires_action', process: 'processing', authorise: 'authorised', capture: 'captured', cancel: 'canceled' },
    authorised: { capture: 'captured', cancel: 'canceled' },
    captured: {},
    canceled: {},
    denied: {},
  },
});

export type PaymentState = (typeof PAYMENT_STATES)['initial'];

/** In these a payment holds its proposal's one place: no second one can be made. */
export const LIVE_STATES = ['created', 'requires_action', 'processing', 'declined', 'authorised', 'captured'] as const satisfies readonly PaymentState[];

export const REFUND_STATES = defineStateMachine({
  initial: 'pending',
  transitions: {
    pending: { succeed: 'succeeded', fail: 'failed' },
    // A bank may send a refund back weeks later (docs.stripe.com/refunds#failed-refunds).
    succeeded: { fail: 'failed' },
    failed: {},
  },
});

export type RefundState = (typeof REFUND_STATES)['initial'];

export const DISPUTE_STATES = defineStateMachine({
  initial: 'open',
  transitions: { open: { win: 'won', lose: 'lost' }, won: {}, lost: {} },
});

export type DisputeState = (typeof DISPUTE_STATES)['initial'];

/**
 * The provider's share on its way. `waiting` for the hold, the provider's account, or a switch; `stopped` by a dispute or a full refund.
 * One that was `paid` goes on when a refund comes back whose share was taken back: what is owed again goes by a further transfer.
 */
export const TRANSFER_STATES = defineStateMachine({
  initial: 'waiting',
  transitions: {
    waiting: { send: 'sending', stop: 'stopped', settle: 'paid' },
    stopped: { resume: 'waiting', settle: 'paid' },
    sending: { succeed: 'paid', refuse: 'waiting' },
    paid: { resume: 'waiting', stop: 'stopped' },
  },
});

export type TransferState = (typeof TRANSFER_STATES)['initial'];

/**
 * What was asked of the processor. Written before it is sent; `unknown` when no answer came, which the sweeper settles: by the same
 * idempotency key while that lives, and by looking for the effect behind that. `superseded` by a successor once its absence is proven.
 */
export const OPERATION_STATES = defineStateMachine({
  initial: 'pending',
  transitions: {
    pending: { succeed: 'succeeded', refuse: 'refused', lose: 'unknown', supersede: 'superseded' },
    unknown: { succeed: 'succeeded', refuse: 'refused', lose: 'unknown', supersede: 'superseded' },
    succeeded: {},
    refused: {},
    superseded: {},
  },
});

export type OperationState = (typeof OPERATION_STATES)['initial'];
