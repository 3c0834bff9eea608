import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';
import { policyOf } from '../operation/operation-policy.js';
import { Authenticator, type Principal } from './principal.js';

/** Name of the HttpOnly cookie that authenticates refresh and logout, and nothing else. */
export const REFRESH_COOKIE = 'plumbline_refresh';

/** Value of one cookie of a Cookie header (RFC 6265 section 4.2.1); undefined when it is absent or there twice. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '').split(';').filter((pair) => pair.trimStart().startsWith(`${name}=`));
  return found.length === 1 ? (found[0] as string).trim().slice(name.length + 1) : undefined;
}

/** Second guard: closes every route that is not declared public; bearer token or refresh cookie, as the access table says. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly origins: ReadonlySet<string>;

  constructor(
    private readonly authenticator: Authenticator,
    config: Config,
  ) {
    this.origins = new Set([new URL(config.get('PUBLIC_URL')).origin, ...config.get('CORS_ORIGINS')]);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = policyOf(context.getHandler())?.access;
    if (access?.kind === 'public') return true;
    const request = context.getArgByIndex<FastifyRequest>(0);
    if (access?.kind === 'refresh-cookie') return this.checkRefreshRequest(request);
    const header = request.headers.authorization;
    if (header === undefined || header.length > 4096 || !/^bearer /i.test(header)) throw new Problem(PROBLEMS.UNAUTHENTICATED);
    const principal = this.authenticator.authenticate(header.slice(7));
    return principal instanceof Promise ? principal.then((known) => accept(request, known)) : accept(request, principal);
  }

  /** A cookie is sent by the browser on its own, so the caller must also show that a script of an allowed origin made the request. */
  private checkRefreshRequest(request: FastifyRequest): boolean {
    const { origin } = request.headers;
    if (request.headers['x-plumbline-csrf'] !== '1') throw new Problem(PROBLEMS.FORBIDDEN, { detail: 'Send the header X-Plumbline-CSRF: 1.' });
    if (origin !== undefined && !this.origins.has(origin)) throw new Problem(PROBLEMS.FORBIDDEN, { detail: 'This origin may not use the refresh cookie.' });
    if (cookieValue(request.headers.cookie, REFRESH_COOKIE) === undefined) throw new Problem(PROBLEMS.UNAUTHENTICATED, { detail: 'The refresh cookie is missing. Log in.' });
    return true;
  }
}

function accept(request: FastifyRequest, principal: Principal): boolean {
  request.principal = principal;
  return true;
}
