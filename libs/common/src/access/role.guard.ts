import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { policyOf } from '../operation/operation-policy.js';

/** Last guard: the principal has one of the operation's roles. Ownership is the repository's business. */
@Injectable()
export class RoleGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const policy = policyOf(context.getHandler());
    if (policy === undefined) throw new Problem(PROBLEMS.FORBIDDEN);
    if (policy.access.kind !== 'roles') return true;
    const { principal } = context.getArgByIndex<FastifyRequest>(0);
    if (principal === null || (principal.roleBits & policy.roleBits) === 0) throw new Problem(PROBLEMS.FORBIDDEN);
    return true;
  }
}
