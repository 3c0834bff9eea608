import type { AnyCheck } from '../../judge/check.ts';

export const DATA_CHECKS: readonly AnyCheck[] = [];
