import { mergeProblems, PROBLEMS } from '@plumbline/problems';
import { ASSESSMENT_PROBLEMS } from '@plumbline/assessments';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import { FILE_PROBLEMS } from '@plumbline/files';
import { IDENTITY_PROBLEMS } from '@plumbline/identity';
import { MARKETPLACE_PROBLEMS } from '@plumbline/marketplace';
import { PAYMENT_PROBLEMS } from '@plumbline/payments';

/** Every problem of every library; a code declared twice stops the build's tests and the start. */
export const PROBLEM_TYPES = mergeProblems(PROBLEMS, IDENTITY_PROBLEMS, BUSINESS_PROBLEMS, ASSESSMENT_PROBLEMS, FILE_PROBLEMS, MARKETPLACE_PROBLEMS, PAYMENT_PROBLEMS);
