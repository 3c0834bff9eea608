import type { AnyCheck } from '../../judge/check.ts';
import { amountTamper } from './amount-tamper.ts';
import { idemMismatch } from './idem-mismatch.ts';
import { idemRace } from './idem-race.ts';
import { idemReplay } from './idem-replay.ts';
import { webhookOnce } from './webhook-once.ts';
import { webhookOrder } from './webhook-order.ts';
import { webhookSignature } from './webhook-signature.ts';

export const PAYMENTS_CHECKS: readonly AnyCheck[] = [
  webhookSignature,
  webhookOnce,
  webhookOrder,
  idemReplay,
  idemMismatch,
  idemRace,
  amountTamper,
];
