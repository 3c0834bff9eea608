import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Problem } from '@plumbline/problems';
import { policyOf } from '../operation/operation-policy.js';
import type { CountedRequest, RateLimits, Refusal } from './rate-limits.js';
import type { RatePolicyName } from './policies.js';
import type { FieldSink } from './rate-limit-fields.js';

/** First guard: limits by client address, before authentication costs anything. Injection token; see rate-limit.module.ts. */
export abstract class AddressLimitGuard implements CanActivate {
  abstract canActivate(context: ExecutionContext): boolean | Promise<boolean>;
}

/** Third guard: limits by principal, wherever their requests come from. Injection token; see rate-limit.module.ts. */
export abstract class PrincipalLimitGuard implements CanActivate {
  abstract canActivate(context: ExecutionContext): boolean | Promise<boolean>;
}

/** The limits of the handler's operation; the default ones for a handler without a declared policy. */
export function ratePolicyOf(context: ExecutionContext): RatePolicyName | 'none' {
  return policyOf(context.getHandler())?.rateLimit ?? 'default';
}

/**
 * Answers at once where it can: a guard that returns a promise costs the request a turn of the microtask queue.
 * @throws Problem RATE_LIMITED.
 */
function admit(refusal: Refusal): boolean | Promise<boolean> {
  return refusal instanceof Promise ? refusal.then(admitNow) : admitNow(refusal);
}

function admitNow(refusal: Problem | undefined): true {
  if (refusal !== undefined) throw refusal;
  return true;
}

export class FastAddressLimitGuard extends AddressLimitGuard {
  constructor(private readonly limits: RateLimits) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const policy = ratePolicyOf(context);
    if (policy === 'none') return true;
    return admit(
      this.limits.countAddress(policy, context.getArgByIndex<CountedRequest>(0), context.getArgByIndex<FieldSink>(1)),
    );
  }
}

export class FastPrincipalLimitGuard extends PrincipalLimitGuard {
  constructor(private readonly limits: RateLimits) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const policy = ratePolicyOf(context);
    if (policy === 'none') return true;
    return admit(
      this.limits.countPrincipal(policy, context.getArgByIndex<CountedRequest>(0), context.getArgByIndex<FieldSink>(1)),
    );
  }
}
