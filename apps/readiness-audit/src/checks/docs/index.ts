import type { AnyCheck } from '../../judge/check.ts';

export const DOCS_CHECKS: readonly AnyCheck[] = [];
