import type { AnyCheck } from '../../judge/check.ts';

export const PERFORMANCE_CHECKS: readonly AnyCheck[] = [];
