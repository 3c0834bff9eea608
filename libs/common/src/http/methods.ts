import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';

const ANSWERED: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Knows which methods each path serves, and answers the others: 405 with Allow (RFC 9110 section 15.5.6), OPTIONS with Allow. */
export class Methods {
  private readonly served = new Map<string, Set<string>>();

  /** Takes note of a route as it is registered. */
  note(url: string, method: string | readonly string[]): void {
    const methods = this.served.get(url) ?? new Set<string>();
    for (const one of [method].flat()) methods.add(one);
    this.served.set(url, methods);
  }

  /** Closes every path for the methods that it does not serve; called once, after all routes are there. */
  close(instance: FastifyInstance): void {
    if (!instance.supportedMethods.includes('TRACE')) instance.addHttpMethod('TRACE');
    for (const [url, methods] of [...this.served]) {
      const allow = [...methods, ...(methods.has('OPTIONS') ? [] : ['OPTIONS'])].sort().join(', ');
      const others = ANSWERED.filter((method) => !methods.has(method));
      if (others.length === 0) continue;
      const onRequest = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
        reply.header('allow', allow);
        if (request.method === 'OPTIONS') reply.code(204).send();
        else done(new Problem(PROBLEMS.METHOD_NOT_ALLOWED, { detail: `Use ${allow}.` }));
      };
      instance.route({ method: others, url, config: { closed: true }, onRequest, handler: () => undefined });
    }
  }
}
