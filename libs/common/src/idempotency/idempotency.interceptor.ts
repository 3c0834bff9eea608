import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, concatMap, from, type Observable, of } from 'rxjs';
import { policyOf } from '../operation/operation-policy.js';
import { type Claim, claimOf, IdempotencyStore } from './idempotency-store.js';

const WELL_FORMED = /^[\x21-\x7E]{8,128}$/;

/** Gives a repeated POST the answer of the first one. Bound by `@Operation` to the operations that declare it. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');

  constructor(private readonly store: IdempotencyStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.getArgByIndex<FastifyRequest>(0);
    const policy = policyOf(context.getHandler());
    const key = request.headers['idempotency-key'];
    if (policy === undefined || request.principal === null) return next.handle();
    if (key === undefined) {
      if (policy.idempotency === 'required') throw new Problem(PROBLEMS.IDEMPOTENCY_KEY_REQUIRED);
      return next.handle();
    }
    if (typeof key !== 'string' || !WELL_FORMED.test(key)) {
      const errors = [{ pointer: 'Idempotency-Key', code: 'FORMAT', message: 'must be 8 to 128 visible ASCII characters' }];
      throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors });
    }
    const route = `${policy.id} ${JSON.stringify(request.params)}`;
    const claim = claimOf(request.principal.userId, route, key, request.body);
    const reply = context.getArgByIndex<FastifyReply>(1);
    const run = () =>
      next.handle().pipe(
        catchError(async (error: unknown) => {
          await this.store.release(claim);
          throw error;
        }),
        concatMap(async (body: unknown) => {
          await this.keep(claim, policy.status, body);
          return body;
        }),
      );
    return from(this.store.claim(claim)).pipe(
      concatMap((known) => {
        if (known === undefined) return run();
        reply.header('idempotency-replayed', 'true').code(known.status);
        return of(known.body);
      }),
    );
  }

  /** The work is done and its answer goes out even if it cannot be kept: telling the caller of a failure would make them do it again. */
  private async keep(claim: Claim, status: number, body: unknown): Promise<void> {
    try {
      await this.store.complete(claim, { status, body });
    } catch (error) {
      this.logger.error({ err: error }, 'An answer could not be kept under its Idempotency-Key.');
    }
  }
}
