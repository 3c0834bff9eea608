import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';

/** Those that every path is closed for by a route. The other 27 that node reads (WebDAV, QUERY) would treble the routes, so a served path answers them from the 404. */
const ANSWERED: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Knows which methods each path serves, and answers the others: 405 with Allow (RFC 9110 section 15.5.6), OPTIONS with Allow. */
export class Methods {
  private readonly served = new Map<string, Set<string>>();
  private templates: readonly { readonly matches: RegExp; readonly allow: string }[] | undefined;

  /** Takes note of a route as it is registered. */
  note(url: string, method: string | readonly string[]): void {
    const methods = this.served.get(url) ?? new Set<string>();
    for (const one of [method].flat()) methods.add(one);
    this.served.set(url, methods);
  }

  /**
   * What a request is answered with whose method no path serves: 405 or, where there is no such path, 404 (Fastify would ask QUERY for a media
   * type before it says so).
   * @returns undefined when the method is one that every path is closed for by a route.
   */
  refusal(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
    if (ANSWERED.includes(request.method)) return undefined;
    const path = request.url.split('?', 1)[0] as string;
    this.templates ??= [...this.served].map(([url, methods]) => ({ matches: toPattern(url), allow: allowOf(methods) }));
    const allow = this.templates.find(({ matches }) => matches.test(path))?.allow;
    if (allow === undefined) return new Problem(PROBLEMS.NOT_FOUND);
    reply.header('allow', allow);
    return new Problem(PROBLEMS.METHOD_NOT_ALLOWED, { detail: `Use ${allow}.` });
  }

  /** Closes every path for the methods that it does not serve; called once, after all routes are there. */
  close(instance: FastifyInstance): void {
    if (!instance.supportedMethods.includes('TRACE')) instance.addHttpMethod('TRACE');
    for (const [url, methods] of [...this.served]) {
      const allow = allowOf(methods);
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

function allowOf(methods: ReadonlySet<string>): string {
  return [...new Set([...methods, 'OPTIONS'])].sort().join(', ');
}

/** A route's template as find-my-way reads it, in the forms that we have: `:name` is one segment, `*` is the rest. */
function toPattern(url: string): RegExp {
  const source = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*');
  return new RegExp(`^${source}$`);
}
