import type { AnyCheck } from '../../judge/check.ts';
import { absentAddress } from './absent-address.ts';
import { enforced } from './enforced.ts';
import { fields } from './fields.ts';
import { xff } from './xff.ts';

export const RATE_CHECKS: readonly AnyCheck[] = [
  enforced,
  fields,
  xff,
  absentAddress,
];
