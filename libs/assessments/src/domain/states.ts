import { defineStateMachine } from '@plumbline/problems';

/**
 * The life of an assessment. A firm answers a draft and submits it; a navigator takes it up, and gives it back to the queue, verifies
 * or returns it; another one may take it up when the first has let it lie; a returned one is opened again as a draft; what was
 * verified holds for as long as its certificate.
 */
export const ASSESSMENT_STATES = defineStateMachine({
  initial: 'draft',
  transitions: {
    draft: { submit: 'submitted' },
    submitted: { take_up: 'under_review' },
    under_review: { take_up: 'under_review', release: 'submitted', verify: 'verified', return: 'returned' },
    returned: { reopen: 'draft' },
    verified: { expire: 'expired' },
    expired: {},
  },
});

export type AssessmentState = (typeof ASSESSMENT_STATES)['initial'];

/** The state in which answers and evidence can be given. */
export const OPEN_STATE = 'draft' satisfies AssessmentState;

/** The states in which an assessment waits for navigators or is with one. */
export const REVIEW_STATES = ['submitted', 'under_review'] as const satisfies readonly AssessmentState[];
