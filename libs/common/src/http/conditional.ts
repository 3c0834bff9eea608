import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Strong entity tag (RFC 9110 section 8.8.3) of a document's version. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * Version that an If-Match header names (RFC 9110 section 13.1.1).
 * @throws Problem PRECONDITION_REQUIRED when it is missing, VERSION_MISMATCH when it is a tag that we never gave, VALIDATION_FAILED when it is no entity tag or names more than one.
 */
export function versionOf(header: string | undefined): number {
  if (header === undefined) throw new Problem(PROBLEMS.PRECONDITION_REQUIRED);
  const tag = /^(W\/)?"([\x21\x23-\x7E]{0,60})"$/.exec(header.trim());
  if (tag === null) {
    throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors: [{ pointer: 'If-Match', code: 'FORMAT', message: 'must be one entity tag such as "1"' }] });
  }
  if (tag[1] !== undefined || !/^\d{1,15}$/.test(tag[2] as string)) throw new Problem(PROBLEMS.VERSION_MISMATCH);
  return Number(tag[2]);
}

/** Injects the version that the caller last saw; the handler's operation is `versioned: 'write'`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number =>
  versionOf(context.getArgByIndex<FastifyRequest>(0).headers['if-match']),
);

/** Whether an If-None-Match header names the tag (weak comparison, RFC 9110 section 13.1.2). */
export function namesTag(header: string, tag: string): boolean {
  const opaque = tag.replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((part) => part.trim().replace(/^W\//, '') === opaque);
}

/** preSerialization hook of versioned operations: the ETag from the answer's `version`, and 304 without a body for a reader who has it. */
export function answerConditionally(request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: Error | null, payload?: unknown) => void): void {
  const version = (payload as { version?: unknown } | null)?.version;
  if (typeof version !== 'number') return done(null, payload);
  const tag = entityTag(version);
  reply.header('etag', tag);
  const known = request.headers['if-none-match'];
  if (known !== undefined && (request.method === 'GET' || request.method === 'HEAD') && namesTag(known, tag)) {
    reply.code(304).removeHeader('content-type').send();
    return;
  }
  done(null, payload);
}
