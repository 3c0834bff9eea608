import type { AnyCheck } from '../../judge/check.ts';

export const AI_CHECKS: readonly AnyCheck[] = [];
