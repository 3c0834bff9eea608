import type { AnyCheck } from '../../judge/check.ts';
import { contentType } from './content-type.ts';
import { coverage } from './coverage.ts';
import { examples } from './examples.ts';
import { inventory } from './inventory.ts';
import { lint } from './lint.ts';
import { mediaMix } from './media-mix.ts';
import { method } from './method.ts';
import { requestType } from './request-type.ts';
import { schema } from './schema.ts';
import { status } from './status.ts';
import { sunset } from './sunset.ts';
import { valid } from './valid.ts';

export const CONTRACT_CHECKS: readonly AnyCheck[] = [
  valid,
  coverage,
  inventory,
  status,
  schema,
  contentType,
  requestType,
  mediaMix,
  method,
  examples,
  lint,
  sunset,
];
