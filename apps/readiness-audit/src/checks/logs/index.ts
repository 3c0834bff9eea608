import type { AnyCheck } from '../../judge/check.ts';
import { format } from './format.ts';
import { levels } from './levels.ts';
import { pii } from './pii.ts';
import { secrets } from './secrets.ts';

export const LOGS_CHECKS: readonly AnyCheck[] = [
  pii,
  secrets,
  format,
  levels,
];
