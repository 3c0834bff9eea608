import type { AnyCheck } from '../../judge/check.ts';
import { critical } from './critical.ts';

export const JOURNEYS_CHECKS: readonly AnyCheck[] = [
  critical,
];
