import { defineStateMachine } from '@plumbline/problems';

/**
 * The states of a mail. `claim` out of `sending` is for a claim whose holder died, and out of `dead` for an admin's re-run; `accept` is
 * open to all of them, since a mail that a server has taken is sent whoever holds the claim by then.
 */
export const MAIL_STATES = defineStateMachine({
  initial: 'queued',
  transitions: {
    queued: { claim: 'sending', keep: 'sent', accept: 'sent' },
    sending: { claim: 'sending', accept: 'sent', defer: 'queued', bury: 'dead' },
    dead: { claim: 'sending', accept: 'sent' },
    sent: {},
  },
});

export type MailState = (typeof MAIL_STATES)['initial'];

/** Why a mail was given up: refused for good by the server, all tries used up, or not worth sending any more. */
export const DEATHS = ['refused', 'exhausted', 'expired'] as const;
export type Death = (typeof DEATHS)[number];
