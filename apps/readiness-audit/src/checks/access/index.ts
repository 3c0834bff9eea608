import type { AnyCheck } from '../../judge/check.ts';
import { bfla } from './bfla.ts';
import { bola } from './bola.ts';
import { enforced } from './enforced.ts';
import { openList } from './open-list.ts';

export const ACCESS_CHECKS: readonly AnyCheck[] = [
  enforced,
  openList,
  bola,
  bfla,
];
