import { defineProblems } from '@plumbline/problems';

/** The problems that only operations on assessments answer with. */
export const ASSESSMENT_PROBLEMS = defineProblems({
  ASSESSMENT_INCOMPLETE: { status: 409, title: 'Statements are still open', level: 'info', retryable: false, cure: 'Answer every statement of tier 1, then submit again; `openStatements` lists the ones that are missing.' },
  EVIDENCE_LIMIT_REACHED: { status: 409, title: 'There is no room for another file', level: 'info', retryable: false, cure: 'Remove a file that is not needed, or join several into one.' },
  NOT_A_GAP: { status: 409, title: 'Nothing is missing there', level: 'info', retryable: false, cure: 'Choose a statement that is listed among the gaps of the assessment.' },
  REVIEW_HELD: { status: 409, title: 'Somebody else is reviewing it', level: 'info', retryable: false, cure: 'Take up another one; this one is free again at `until` unless the reviewer goes on.' },
  REVIEW_NOT_HELD: { status: 409, title: 'You are not reviewing it', level: 'info', retryable: false, cure: 'Claim the assessment first; a claim that was let lie for 30 minutes may have been taken over.' },
  REVIEW_INCOMPLETE: { status: 409, title: 'Decisions are still open', level: 'info', retryable: false, cure: 'Decide on each file in `openEvidence` and each statement in `openStatements`, then verify again; or return the assessment.' },
});
