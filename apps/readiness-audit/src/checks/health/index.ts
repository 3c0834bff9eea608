import type { AnyCheck } from '../../judge/check.ts';

export const HEALTH_CHECKS: readonly AnyCheck[] = [];
