import type { ProblemType } from '@plumbline/problems';
import type { AccessRule, OperationId } from '../access/access-table.js';
import type { Scope } from '../access/scopes.js';
import type { RatePolicyName } from '../rate-limit/policies.js';

/**
 * What a body may come in; the DTO and the verdict are the same for all of them. An `upload` is left to the handler, which reads it as it
 * streams; `bytes` is JSON that the handler takes as it came, since somebody signed that.
 */
export type BodyFormat = 'json' | 'form' | 'multipart' | 'upload' | 'bytes';

export const MEDIA_TYPES: Readonly<Record<BodyFormat, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  upload: 'multipart/form-data',
  bytes: 'application/json',
};

/** Everything the edge knows of an operation, worked out once when its controller loads. */
export interface OperationPolicy {
  readonly id: OperationId;
  readonly access: AccessRule;
  /** Bits of the roles that may call; 0 when no principal is needed. */
  readonly roleBits: number;
  /** Asks for a second factor that was shown within the last five minutes. */
  readonly stepUp: boolean;
  /** What an API key needs; undefined when none opens the operation. */
  readonly scope: Scope | undefined;
  readonly rateLimit: RatePolicyName | 'none';
  /** Budget in ms; Infinity for none. */
  readonly deadlineMs: number;
  readonly idempotency: 'required' | 'accepted' | 'none';
  /** read: answers carry an ETag from `version` and If-None-Match gives 304; write: If-Match is required, too. */
  readonly versioned: 'read' | 'write' | undefined;
  /** Empty when the operation takes no body. */
  readonly bodyFormats: readonly BodyFormat[];
  /**
   * What becomes of parameters in the query where the handler reads none: they are answered 400. Not by probes and pages made elsewhere, which
   * are never rate limited, nor by a page that others send a browser to: balancers, browsers and banks append what they like
   * (`/health?t=1`, `swagger-ui.css?v=2`), and taking a machine out of service for it would be worse than ignoring it.
   */
  readonly query: 'read' | 'refused' | 'ignored';
  /** The status of success. */
  readonly status: number;
  /** The answer holds a secret: never compressed (BREACH), never cached. */
  readonly secret: boolean;
  /** Every problem that the operation may answer with. */
  readonly problems: readonly ProblemType[];
}

const POLICY = Symbol('plumbline:operation');

/** Attaches the policy to its handler. A property rather than reflect-metadata: it is read several times a request. */
export function attachPolicy(handler: object, policy: OperationPolicy): void {
  Object.defineProperty(handler, POLICY, { value: policy });
}

/** The policy of a handler; undefined when it was not declared, which the start-up check refuses. */
export function policyOf(handler: object): OperationPolicy | undefined {
  return (handler as { [POLICY]?: OperationPolicy })[POLICY];
}
