import type { AnyCheck } from '../../judge/check.ts';

export const JOURNEYS_CHECKS: readonly AnyCheck[] = [];
