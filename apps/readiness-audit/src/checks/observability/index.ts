import type { AnyCheck } from '../../judge/check.ts';
import { alerts } from './alerts.ts';
import { cardinality } from './cardinality.ts';
import { metrics } from './metrics.ts';
import { refs } from './refs.ts';
import { trace } from './trace.ts';
import { truth } from './truth.ts';

export const OBSERVABILITY_CHECKS: readonly AnyCheck[] = [
  metrics,
  truth,
  cardinality,
  trace,
  refs,
  alerts,
];
