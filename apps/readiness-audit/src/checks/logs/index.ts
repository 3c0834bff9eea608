import type { AnyCheck } from '../../judge/check.ts';

export const LOGS_CHECKS: readonly AnyCheck[] = [];
