import type { AnyCheck } from '../../judge/check.ts';
import { ci } from './ci.ts';
import { dockerfile } from './dockerfile.ts';
import { env } from './env.ts';
import { envExample } from './env-example.ts';
import { k8s } from './k8s.ts';
import { secrets } from './secrets.ts';
import { supplyChain } from './supply-chain.ts';

export const DELIVERY_CHECKS: readonly AnyCheck[] = [
  env,
  envExample,
  dockerfile,
  k8s,
  ci,
  supplyChain,
  secrets,
];
