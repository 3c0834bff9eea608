import { defineProblems } from '@plumbline/problems';

/** The problems that only operations on assessments answer with. */
export const ASSESSMENT_PROBLEMS = defineProblems({
  ASSESSMENT_INCOMPLETE: { status: 409, title: 'Statements are still open', level: 'info', retryable: false, cure: 'Answer every statement of tier 1, then submit again; `openStatements` lists the ones that are missing.' },
});
