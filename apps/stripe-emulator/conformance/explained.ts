import type { Difference } from './comparison.ts';

/** A difference that is meant, or that is stripe-mock's own. */
export interface Explanation {
  readonly kind: Difference['kind'];
  /** As the report prints it: `charge.outcome`, or an operation. */
  readonly at: string;
  /** How the detail begins; left out: any. */
  readonly detail?: string;
  readonly reason: string;
}

/** Every explanation must explain something: one that no longer does fails the run. */
export const EXPLAINED: readonly Explanation[] = [];

/** The explanation of a difference, if there is one. */
export function explanationOf(difference: Difference): Explanation | undefined {
  return EXPLAINED.find(({ kind, at, detail = '' }) => kind === difference.kind && matches(at, difference.at) && difference.detail.startsWith(detail));
}

function matches(pattern: string, at: string): boolean {
  return pattern.endsWith('*') ? at.startsWith(pattern.slice(0, -1)) : pattern === at;
}
