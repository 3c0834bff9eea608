import type { AnyCheck } from '../../judge/check.ts';

export const RATE_CHECKS: readonly AnyCheck[] = [];
