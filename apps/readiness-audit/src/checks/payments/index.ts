import type { AnyCheck } from '../../judge/check.ts';

export const PAYMENTS_CHECKS: readonly AnyCheck[] = [];
