import { defineStateMachine } from '@plumbline/problems';

/**
 * The life of an assessment. A firm answers a draft and submits it; a navigator takes it up and verifies or returns it; a
 * returned one is opened again as a draft; what was verified holds for as long as its certificate.
 */
export const ASSESSMENT_STATES = defineStateMachine({
  initial: 'draft',
  transitions: {
    draft: { submit: 'submitted' },
    submitted: { take_up: 'under_review' },
    under_review: { verify: 'verified', return: 'returned' },
    returned: { reopen: 'draft' },
    verified: { expire: 'expired' },
    expired: {},
  },
});

export type AssessmentState = (typeof ASSESSMENT_STATES)['initial'];

/** The state in which answers can be given. */
export const OPEN_STATE = 'draft' satisfies AssessmentState;
