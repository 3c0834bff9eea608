import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

/** Injects the authenticated `Principal` into a handler of an operation that asks for one. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.getArgByIndex<FastifyRequest>(0);
  if (principal === null) throw new Error('A public operation asked for its caller.');
  return principal;
});
