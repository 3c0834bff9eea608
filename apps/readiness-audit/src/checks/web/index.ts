import type { AnyCheck } from '../../judge/check.ts';
import { cookies } from './cookies.ts';
import { cors } from './cors.ts';
import { headers } from './headers.ts';
import { redirect } from './redirect.ts';
import { secretsInUrl } from './secrets-in-url.ts';
import { ssrf } from './ssrf.ts';
import { transport } from './tls.ts';

export const WEB_CHECKS: readonly AnyCheck[] = [
  headers,
  cors,
  transport,
  redirect,
  cookies,
  ssrf,
  secretsInUrl,
];
