import type { AnyCheck } from '../../judge/check.ts';
import { coverage } from './coverage.ts';

export const CONTRACT_CHECKS: readonly AnyCheck[] = [
  coverage,
];
