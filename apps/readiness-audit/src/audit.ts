import { collect, type Collected, type OnProgress } from './gather/collect.ts';
import type { Lab } from './gather/lab.ts';
import type { AnyCheck } from './judge/check.ts';
import { judgeCheck } from './judge/judge-check.ts';
import type { Outcome } from './judge/outcome.ts';

/** What was found out, check by check. */
export interface Audited {
  readonly collected: Collected;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Gathers, then judges. The lab is left as it was found. */
export async function audit(lab: Lab, checks: readonly AnyCheck[], onProgress?: OnProgress): Promise<Audited> {
  try {
    const collected = await collect(lab, checks, onProgress);
    return { collected, outcomes: new Map(checks.map((check) => [check.meta.id, judgeCheck(check, collected)])) };
  } finally {
    await lab.leave();
  }
}
