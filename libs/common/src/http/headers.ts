import type { Config } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientAddress } from '../client-address/index.js';

/**
 * Headers of every answer, worked out once. The API sends no HTML but its own pages, whose scripts come from this origin.
 * Sources: OWASP Secure Headers project; OWASP REST Security cheat sheet.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(self)',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

const HSTS = 'max-age=31536000; includeSubDomains';
const PROBES: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);
const EXPOSED = 'Content-Disposition, ETag, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, traceparent';
const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const ALLOWED_HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Plumbline-CSRF, X-Request-Id, traceparent';

type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/** onRequest hook: security headers, CORS by an exact list (Fetch standard), HTTPS enforcement. */
export function headersHook(config: Config, addresses: ClientAddress): Hook {
  const security = Object.entries(SECURITY_HEADERS);
  const origins = new Set(config.get('CORS_ORIGINS'));
  const { forceHttps } = config;
  const publicUrl = config.get('PUBLIC_URL');
  const mayBeSecure = forceHttps || publicUrl.startsWith('https:') || config.get('TRUSTED_PROXIES').length > 0;
  return (request, reply, done) => {
    for (const [name, value] of security) reply.header(name, value);
    // Node would refuse it itself (RFC 9112 section 3.2), but not in our words: see SERVER_OPTIONS.
    if (request.headers.host === undefined && request.raw.httpVersion !== '1.0') return done(new Problem(PROBLEMS.MALFORMED_REQUEST, { detail: 'Send a Host header.' }));
    if (mayBeSecure) {
      const secure = addresses.isSecure(request);
      if (secure) reply.header('strict-transport-security', HSTS);
      else if (forceHttps && !PROBES.has(request.url.split('?', 1)[0] as string)) return turnToHttps(request, reply, publicUrl, done);
    }
    if (origins.size > 0) {
      reply.header('vary', 'Origin');
      const { origin } = request.headers;
      if (origin !== undefined && origins.has(origin)) {
        reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true').header('access-control-expose-headers', EXPOSED);
        if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
          reply.header('access-control-allow-methods', ALLOWED_METHODS).header('access-control-allow-headers', ALLOWED_HEADERS).header('access-control-max-age', '600').code(204).send();
          return;
        }
      }
    }
    done();
  };
}

function turnToHttps(request: FastifyRequest, reply: FastifyReply, publicUrl: string, done: (error?: Error) => void): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return done(new Problem(PROBLEMS.HTTPS_REQUIRED));
  const origin = publicUrl.replace(/^http:/, 'https:');
  reply.redirect(`${origin}${request.url}`, 308);
}
