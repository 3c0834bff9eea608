import type { AnyCheck } from '../../judge/check.ts';

export const VALIDATION_CHECKS: readonly AnyCheck[] = [];
