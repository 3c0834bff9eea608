import type { AnyCheck } from '../../judge/check.ts';
import { bodyLimit } from './body-limit.ts';
import { massAssign } from './mass-assign.ts';
import { negative } from './negative.ts';
import { nosql } from './nosql.ts';
import { pageCap } from './page-cap.ts';
import { positive } from './positive.ts';
import { unicode } from './unicode.ts';

export const VALIDATION_CHECKS: readonly AnyCheck[] = [
  negative,
  positive,
  massAssign,
  nosql,
  bodyLimit,
  pageCap,
  unicode,
];
