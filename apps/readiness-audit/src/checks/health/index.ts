import type { AnyCheck } from '../../judge/check.ts';
import { split } from './split.ts';

export const HEALTH_CHECKS: readonly AnyCheck[] = [
  split,
];
