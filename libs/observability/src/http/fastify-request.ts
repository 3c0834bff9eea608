import type { RequestContext } from '../request-context.js';

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the request is the context: no object is made for it.
  interface FastifyRequest extends RequestContext {}
}

export {};
