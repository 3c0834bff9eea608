import type { AnyCheck } from '../../judge/check.ts';

export const ERRORS_CHECKS: readonly AnyCheck[] = [];
