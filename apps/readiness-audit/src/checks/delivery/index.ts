import type { AnyCheck } from '../../judge/check.ts';

export const DELIVERY_CHECKS: readonly AnyCheck[] = [];
