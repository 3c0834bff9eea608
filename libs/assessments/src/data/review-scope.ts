import { defineScope, type Scope } from '@plumbline/database';

/** The assessments that a navigator may have to do with: those in review, but for firms where there would be a conflict of interest. */
export type ReviewScope = Scope<'review', { reviewerId: string; exceptBusinessIds: readonly string[] }>;

/** Makes a `ReviewScope`; called by `ReviewAccess` only. */
export const reviewsBy = defineScope<'review', { reviewerId: string; exceptBusinessIds: readonly string[] }>();
