import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What the page loads; swagger-ui's folder also holds its package.json, source maps and other builds. */
const LOADED: ReadonlySet<string> = new Set(['', 'index.html', 'index.css', 'swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'swagger-ui-init.js', 'favicon-16x16.png', 'favicon-32x32.png']);

/**
 * Of the folder that Swagger UI serves, answers 404 for all that its page does not load. To be called before the folder is served.
 * @param path of the page, such as `/docs`.
 */
export function serveOnlyWhatThePageLoads(instance: FastifyInstance, path: string): void {
  const refuseOthers = (request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void => {
    const file = (request.url.split('?', 1)[0] as string).slice(path.length + 1);
    done(LOADED.has(file) ? undefined : new Problem(PROBLEMS.NOT_FOUND));
  };
  instance.addHook('onRoute', (route) => {
    if (route.url.startsWith(`${path}/`) && route.config?.closed !== true) route.onRequest = [...[route.onRequest ?? []].flat(), refuseOthers];
  });
}
