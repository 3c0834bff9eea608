import { defineProblems } from '@plumbline/problems';

/** The problems that only operations of the marketplace answer with. */
export const MARKETPLACE_PROBLEMS = defineProblems({
  PROPOSAL_NOT_ACCEPTED: { status: 409, title: 'This proposal is not the accepted one', level: 'info', retryable: false, cure: 'Accept the proposal first; of a request one proposal is accepted, and only its price can be paid.' },
  PROPOSAL_LIMIT_REACHED: { status: 409, title: 'There is no room for another proposal', level: 'info', retryable: false, cure: 'A firm sends at most 5 proposals to one request, and a request takes at most 500.' },
  DELIVERY_LIMIT_REACHED: { status: 409, title: 'There is no room for another delivery', level: 'info', retryable: false, cure: 'Agree by messages on what is missing, or open a dispute; a request takes 50 deliveries.' },
  MESSAGE_LIMIT_REACHED: { status: 409, title: 'There is no room for another message', level: 'info', retryable: false, cure: 'A conversation holds 1,000 messages; go on in another way.' },
  RATING_CLOSED: { status: 409, title: 'The time to rate is over', level: 'info', retryable: false, cure: 'Ratings are given within 14 days after completion.' },
});
