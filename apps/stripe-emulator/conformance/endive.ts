import type { Parameter } from '../src/wire/parameters.ts';
import type { JsonSchema } from './schemas.ts';

/**
 * Operations that Stripe has and its document does not publish, because only Stripe.js calls them, with a publishable key.
 * `as` names the published operation which takes the same parameters.
 */
export const UNPUBLISHED: readonly { readonly operation: string; readonly as: string; readonly reason: string }[] = [
  { operation: 'POST /v1/confirmation_tokens', as: 'POST /v1/test_helpers/confirmation_tokens', reason: 'Stripe.js makes confirmation tokens with it; the test helper was made to stand in for it.' },
];

/** A parameter that the SDK of 2026-10-28.endive knows and the document of 2026-08-26.dahlia does not. */
interface NewerParameter {
  readonly operation: string;
  /** The members that lead to it, from the outermost. */
  readonly at: readonly string[];
  readonly name: string;
  readonly is: Parameter;
}

export const NEWER_PARAMETERS: readonly NewerParameter[] = [];

/** A member of an answer that the SDK of 2026-10-28.endive knows and the document of 2026-08-26.dahlia does not. */
interface NewerMember {
  /** Stripe's name of the object, as in `components.schemas`. */
  readonly component: string;
  readonly name: string;
  readonly is: JsonSchema;
}

export const NEWER_MEMBERS: readonly NewerMember[] = [];
