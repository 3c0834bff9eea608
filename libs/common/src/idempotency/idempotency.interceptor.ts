import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, concatMap, from, type Observable, of } from 'rxjs';
import { toProblem } from '../errors/to-problem.js';
import { policyOf } from '../operation/operation-policy.js';
import { type Claim, IdempotencyStore, type Run } from './idempotency-store.js';

const WELL_FORMED = /^[\x21-\x7E]{8,128}$/;

/** Gives a repeated POST the answer of the first one. Bound by `@Operation` to the operations that declare it. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
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
    const claim = this.store.claimOf(request.principal.userId, route, key, request.body);
    const reply = context.getArgByIndex<FastifyReply>(1);
    const run = (mine: Run) => {
      request.effectId = mine.effectId;
      return next.handle().pipe(
        catchError(async (error: unknown) => {
          await this.giveUp(claim, mine, error);
          throw error;
        }),
        concatMap(async (body: unknown) => {
          // The work is done: its answer goes out even if it cannot be kept at this moment.
          await this.store.complete(claim, { status: policy.status, body });
          return body;
        }),
      );
    };
    return from(this.store.claim(claim)).pipe(
      concatMap((known) => {
        if ('effectId' in known) return run(known);
        reply.header('idempotency-replayed', 'true').code(known.status);
        return of(known.body);
      }),
    );
  }

  /** A refusal had no effect. Of any other failure nobody knows; it is not waited for, as the database may be what failed. */
  private async giveUp(claim: Claim, run: Run, error: unknown): Promise<void> {
    if (toProblem(error).type.status < 500) await this.store.release(claim);
    else void this.store.suspend(claim, run);
  }
}
