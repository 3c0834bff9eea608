import type { AnyCheck } from '../../judge/check.ts';

export const OBSERVABILITY_CHECKS: readonly AnyCheck[] = [];
