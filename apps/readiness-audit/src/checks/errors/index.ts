import type { AnyCheck } from '../../judge/check.ts';
import { correlate } from './correlate.ts';
import { edges } from './edges.ts';
import { envelope } from './envelope.ts';
import { leak } from './leak.ts';
import { noServerErrors } from './no-500.ts';

export const ERRORS_CHECKS: readonly AnyCheck[] = [
  envelope,
  noServerErrors,
  leak,
  edges,
  correlate,
];
