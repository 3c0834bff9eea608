import { Injectable } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from '../errors/to-problem.js';
import type { OperationPolicy } from '../operation/operation-policy.js';
import { type Claim, IdempotencyStore, type Run } from './idempotency-store.js';

const WELL_FORMED = /^[\x21-\x7E]{8,128}$/;

/** Gives a repeated POST the answer of the first one. Bound by the edge to the operations that declare it. */
@Injectable()
export class Idempotency {
  constructor(private readonly store: IdempotencyStore) {}

  /** onRequest hook of an operation that takes keys: a request that carries one runs under it, and any other pays for this look alone. */
  hook(policy: OperationPolicy) {
    return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      if (request.headers['idempotency-key'] !== undefined || policy.idempotency === 'required') request.underKey = (work) => this.run(policy, request, reply, work);
      done();
    };
  }

  /**
   * Runs the handler, or gives what it answered before.
   * @throws Problem IDEMPOTENCY_KEY_REQUIRED, VALIDATION_FAILED at the header, IDEMPOTENCY_MISMATCH, REQUEST_IN_PROGRESS; else what the handler throws.
   */
  private async run(policy: OperationPolicy, request: FastifyRequest, reply: FastifyReply, work: () => unknown): Promise<unknown> {
    const key = wellFormed(request.headers['idempotency-key']);
    if (request.principal === null) return work();
    const route = `${policy.id} ${JSON.stringify(request.params)}`;
    const claim = this.store.claimOf(request.principal.userId, route, key, request.body);
    const known = await this.store.claim(claim);
    if ('effectId' in known) {
      request.effectId = known.effectId;
      return this.work(claim, known, policy.status, work);
    }
    reply.header('idempotency-replayed', 'true').code(known.status);
    return known.body;
  }

  private async work(claim: Claim, run: Run, status: number, work: () => unknown): Promise<unknown> {
    let body: unknown;
    try {
      body = await work();
    } catch (error) {
      await this.giveUp(claim, run, error);
      throw error;
    }
    // The work is done: its answer goes out even if it cannot be kept at this moment.
    await this.store.complete(claim, { status, body });
    return body;
  }

  /** A refusal had no effect. Of any other failure nobody knows; it is not waited for, as the database may be what failed. */
  private async giveUp(claim: Claim, run: Run, error: unknown): Promise<void> {
    if (toProblem(error).type.status < 500) await this.store.release(claim);
    else void this.store.suspend(claim, run);
  }
}

function wellFormed(key: string | string[] | undefined): string {
  if (key === undefined) throw new Problem(PROBLEMS.IDEMPOTENCY_KEY_REQUIRED);
  if (typeof key === 'string' && WELL_FORMED.test(key)) return key;
  const errors = [{ pointer: 'Idempotency-Key', code: 'FORMAT', message: 'must be 8 to 128 visible ASCII characters' }];
  throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors });
}
