import type { AnyCheck } from '../../judge/check.ts';
import { enforced } from './enforced.ts';

export const ACCESS_CHECKS: readonly AnyCheck[] = [
  enforced,
];
