import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { policyOf } from '../operation/operation-policy.js';
import { Authenticator } from './principal.js';

/** How long a second factor that was shown counts as fresh. */
export const STEP_UP_SECONDS = 300;

/** What may be shown as a second factor. */
export const SECOND_FACTOR_METHODS = ['totp', 'recovery-code'] as const;
export type SecondFactorMethod = (typeof SECOND_FACTOR_METHODS)[number];

const ENROLLED = 'Show your second factor with POST /api/v1/auth/step-up, then send this request again.';
const NOT_ENROLLED = 'Enrol a second factor with POST /api/v1/auth/second-factor and confirm it, then send this request again.';

/**
 * Fourth guard: an operation that is marked `stepUp` asks for a second factor that this very session has shown within the last five
 * minutes (RFC 9470). Whatever is not marked passes at the price of one look at its policy.
 */
@Injectable()
export class StepUpGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem STEP_UP_REQUIRED; FORBIDDEN for an API key, which cannot show a second factor. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (policyOf(context.getHandler())?.stepUp !== true) return true;
    const { principal } = context.getArgByIndex<FastifyRequest>(0);
    if (principal === null) throw new Problem(PROBLEMS.FORBIDDEN);
    const { credential, userId } = principal;
    if (credential.kind === 'api-key') throw new Problem(PROBLEMS.FORBIDDEN, { detail: 'This operation asks for a second factor, which an API key cannot show. Log in.' });
    return this.#isFresh(credential.steppedUpAt) ? true : this.#refuse(userId);
  }

  #isFresh(steppedUpAt: number | undefined): boolean {
    return steppedUpAt !== undefined && this.clock.now().getTime() - steppedUpAt <= STEP_UP_SECONDS * 1000;
  }

  async #refuse(userId: string): Promise<never> {
    const enrolled = await this.authenticator.hasSecondFactor(userId);
    throw new Problem(PROBLEMS.STEP_UP_REQUIRED, { detail: enrolled ? ENROLLED : NOT_ENROLLED, extensions: { methods: SECOND_FACTOR_METHODS, enrolled } });
  }
}
