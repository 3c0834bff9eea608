import type { AnyCheck } from '../../judge/check.ts';
import { grounding } from './grounding.ts';
import { injection } from './injection.ts';
import { quota } from './quota.ts';
import { smoke } from './smoke.ts';

export const AI_CHECKS: readonly AnyCheck[] = [
  smoke,
  quota,
  injection,
  grounding,
];
