import type { AnyCheck } from '../../judge/check.ts';
import { bfla } from './bfla.ts';
import { bola } from './bola.ts';
import { bruteForce } from './brute-force.ts';
import { enforced } from './enforced.ts';
import { enumerate } from './enumerate.ts';
import { jwt } from './jwt.ts';
import { openList } from './open-list.ts';
import { refreshReuse } from './refresh-reuse.ts';
import { revoke } from './revoke.ts';

export const ACCESS_CHECKS: readonly AnyCheck[] = [
  enforced,
  openList,
  jwt,
  bola,
  bfla,
  bruteForce,
  revoke,
  refreshReuse,
  enumerate,
];
