import type { AnyCheck } from '../../judge/check.ts';
import { errors } from './errors.ts';
import { growth } from './growth.ts';
import { p95 } from './p95.ts';

export const PERFORMANCE_CHECKS: readonly AnyCheck[] = [
  p95,
  errors,
  growth,
];
