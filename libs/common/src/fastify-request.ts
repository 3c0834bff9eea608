import type { Principal } from './access/principal.js';
import type { BodyFormat, OperationPolicy } from './operation/operation-policy.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication guard. */
    principal: Principal | null;
    /** Whether the request was counted against its address's limit; the error layer counts those that never reached the guard. */
    countedByAddress: boolean;
    /** How the body arrived; undefined without one. */
    bodyFormat: BodyFormat | undefined;
    /** Runs the handler under the request's Idempotency-Key; null without one. */
    underKey: ((work: () => unknown) => Promise<unknown>) | null;
  }
  interface FastifyInstance {
    /** Answers what the router refuses, to which no hook applies. */
    answerUnrouted(error: unknown, request: FastifyRequest, reply: FastifyReply): void;
  }
  interface FastifyContextConfig {
    operation?: OperationPolicy;
    /** The route only says which methods its path does not serve. */
    closed?: boolean;
  }
}
