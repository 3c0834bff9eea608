import type { AnyCheck } from '../judge/check.ts';
import { ACCESS_CHECKS } from './access/index.ts';
import { AI_CHECKS } from './ai/index.ts';
import { CONTRACT_CHECKS } from './contract/index.ts';
import { DATA_CHECKS } from './data/index.ts';
import { DELIVERY_CHECKS } from './delivery/index.ts';
import { DOCS_CHECKS } from './docs/index.ts';
import { ERRORS_CHECKS } from './errors/index.ts';
import { HEALTH_CHECKS } from './health/index.ts';
import { JOURNEYS_CHECKS } from './journeys/index.ts';
import { LOGS_CHECKS } from './logs/index.ts';
import { OBSERVABILITY_CHECKS } from './observability/index.ts';
import { PAYMENTS_CHECKS } from './payments/index.ts';
import { PERFORMANCE_CHECKS } from './performance/index.ts';
import { RATE_CHECKS } from './rate/index.ts';
import { VALIDATION_CHECKS } from './validation/index.ts';
import { WEB_CHECKS } from './web/index.ts';

/** All checks, in the order in which reports show them. */
export const CHECKS: readonly AnyCheck[] = [
  ...PAYMENTS_CHECKS,
  ...AI_CHECKS,
  ...CONTRACT_CHECKS,
  ...ERRORS_CHECKS,
  ...VALIDATION_CHECKS,
  ...ACCESS_CHECKS,
  ...WEB_CHECKS,
  ...RATE_CHECKS,
  ...HEALTH_CHECKS,
  ...LOGS_CHECKS,
  ...OBSERVABILITY_CHECKS,
  ...DATA_CHECKS,
  ...PERFORMANCE_CHECKS,
  ...DELIVERY_CHECKS,
  ...DOCS_CHECKS,
  ...JOURNEYS_CHECKS,
];
