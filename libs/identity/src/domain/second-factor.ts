import { defineStateMachine } from '@plumbline/problems';
import type { FailureLimit } from './login-limits.js';

/** A person's second factor: begun, proven to work, given up. `pending` secrets protect nothing yet. */
export const SECOND_FACTOR_STATES = defineStateMachine({
  initial: 'pending',
  transitions: {
    pending: { enrol: 'pending', confirm: 'active' },
    active: { disable: 'off' },
    off: { enrol: 'pending' },
  },
});

export type SecondFactorState = (typeof SECOND_FACTOR_STATES.states)[number];

/** RFC 6238 section 4.1: the default step, which authenticator apps take for granted. */
export const TIME_STEP_SECONDS = 30;

/** How long an enrolment waits for its first code. */
export const CONFIRM_WITHIN_MS = 15 * 60_000;

/** How long somebody who gave the right password may look for the phone. */
export const LOGIN_TICKET_MS = 5 * 60_000;

/** Recovery codes that are given out at a time. */
export const RECOVERY_CODES = 10;

const QUARTER_HOUR = 15 * 60;

/**
 * How often a second factor may be guessed, over all sessions and logins of an account: with three steps in the window a guess hits
 * with 3 in 10^6, so that a year of it finds a code with about 40 %; whoever guesses knows the password or holds a session already,
 * and the owner is refused meanwhile, too (RFC 6238 section 5.1 leaves throttling to the verifier, RFC 4226 section 7.3 asks for it).
 */
export const SECOND_FACTOR_LIMIT: FailureLimit = { name: 'second-factor', quota: 5, windowSeconds: QUARTER_HOUR, blockSeconds: QUARTER_HOUR };

/** How often somebody who is logged in may mistype the password that they are asked for again. */
export const PASSWORD_AGAIN_LIMIT: FailureLimit = { name: 'password-again', quota: 5, windowSeconds: QUARTER_HOUR, blockSeconds: QUARTER_HOUR };
