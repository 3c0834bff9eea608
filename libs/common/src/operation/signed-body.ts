import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** A body as it came, and what vouches for it. */
export interface SignedBody {
  readonly bytes: Buffer;
  /** Empty when the header is missing. */
  readonly signature: string;
}

/** Injects the body of an operation with `rawBody`. @param header that holds its signature, in lower case. */
export const Signed = createParamDecorator((header: string, context: ExecutionContext): SignedBody => {
  const { body, headers } = context.getArgByIndex<FastifyRequest>(0);
  const signature = headers[header];
  return { bytes: Buffer.isBuffer(body) ? body : Buffer.alloc(0), signature: typeof signature === 'string' ? signature : '' };
});
