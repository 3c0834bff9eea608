import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses forms that another site sent: a page may post a form anywhere, and would log its visitor in as somebody else
 * (login CSRF; OWASP Cross-Site Request Forgery Prevention). JSON needs no such look: the browser asks for leave first.
 */
@Injectable()
export class FormOriginGuard implements CanActivate {
  readonly #origins: ReadonlySet<string>;

  constructor(config: Config) {
    this.#origins = new Set([new URL(config.get('PUBLIC_URL')).origin, ...config.get('CORS_ORIGINS')]);
  }

  /** @throws Problem FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    const { bodyFormat, headers } = context.getArgByIndex<FastifyRequest>(0);
    if (bodyFormat === 'json' || headers.origin === undefined || this.#origins.has(headers.origin)) return true;
    throw new Problem(PROBLEMS.FORBIDDEN, { detail: 'A form of another site may not log anybody in.' });
  }
}
