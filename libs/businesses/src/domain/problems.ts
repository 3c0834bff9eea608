import { defineProblems } from '@plumbline/problems';

/** The problems of businesses and of who belongs to them. */
export const BUSINESS_PROBLEMS = defineProblems({
  CONFLICT_OF_INTEREST: { status: 403, title: 'Nobody reviews or serves a firm of their own', level: 'warn', retryable: false, cure: 'Leave this to somebody who has no part in the firm.' },
  OWNER_FIXED: { status: 409, title: 'The owner keeps every right', level: 'info', retryable: false, cure: 'Choose another member; the owner of a business can neither be removed nor lose a right.' },
  ALREADY_MEMBER: { status: 409, title: 'This person is a member already', level: 'info', retryable: false, cure: 'Change the rights of the member instead of inviting again.' },
  MEMBER_LIMIT_REACHED: { status: 409, title: 'The business has as many members as it may', level: 'info', retryable: false, cure: 'Remove a member first; a business has at most 50.' },
  INVITATION_LIMIT_REACHED: { status: 409, title: 'The business has as many open invitations as it may', level: 'info', retryable: false, cure: 'Withdraw an invitation first; a business has at most 50 open ones.' },
  BUSINESS_LIMIT_REACHED: { status: 409, title: 'You belong to as many businesses as a person may', level: 'info', retryable: false, cure: 'Leave a business first; a person belongs to at most 50.' },
});
