import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { policyOf } from '../operation/operation-policy.js';
import type { Scope } from './scopes.js';

/** Last guard: the principal has one of the operation's roles and, if it is an API key, the operation's scope. Ownership is the repository's business. */
@Injectable()
export class RoleGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const policy = policyOf(context.getHandler());
    if (policy === undefined) throw new Problem(PROBLEMS.FORBIDDEN);
    if (policy.access.kind !== 'roles') return true;
    const { principal } = context.getArgByIndex<FastifyRequest>(0);
    if (principal === null || (principal.roleBits & policy.roleBits) === 0) throw new Problem(PROBLEMS.FORBIDDEN);
    if (principal.credential.kind === 'api-key') requireScope(principal.credential.scopes, policy.scope);
    return true;
  }
}

function requireScope(scopes: ReadonlySet<Scope>, needed: Scope | undefined): void {
  if (needed === undefined) throw new Problem(PROBLEMS.FORBIDDEN, { detail: 'No API key opens this operation. Log in.' });
  if (!scopes.has(needed)) throw new Problem(PROBLEMS.FORBIDDEN, { detail: `The API key lacks the scope \`${needed}\`.` });
}
