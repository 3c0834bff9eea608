import type { AnyCheck } from '../../judge/check.ts';
import { index } from './index-of-hot-queries.ts';
import { race } from './race.ts';
import { rollback } from './rollback.ts';
import { unique } from './unique.ts';
import { up } from './up.ts';

export const DATA_CHECKS: readonly AnyCheck[] = [
  up,
  rollback,
  race,
  index,
  unique,
];
