import type { AnyCheck } from '../../judge/check.ts';

export const WEB_CHECKS: readonly AnyCheck[] = [];
