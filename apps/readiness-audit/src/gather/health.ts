import type { Health } from '../artifacts/health.ts';
import { type Exchange, mediaTypeOf } from '../http/exchange.ts';
import type { Lab } from './lab.ts';

const PAIRS = [
  ['/health/live', '/health/ready'], ['/livez', '/readyz'], ['/live', '/ready'], ['/healthz/live', '/healthz/ready'], ['/health/liveness', '/health/readiness'], ['/healthz', '/readyz'],
  ['/-/healthy', '/-/ready'], ['/actuator/health/liveness', '/actuator/health/readiness'], ['/api/health/live', '/api/health/ready'], ['/api/v1/health/live', '/api/v1/health/ready'],
] as const;
const SINGLES = ['/health', '/healthz', '/healthcheck', '/health-check', '/status', '/ping', '/api/health', '/actuator/health'] as const;
const LIVE = /(?:^|[/_.-])(?:livez?|liveness|alive)(?:$|[/_.-])/i;
const READY = /(?:^|[/_.-])(?:readyz?|readiness)(?:$|[/_.-])/i;
const HEALTH = /(?:^|[/_.-])health(?:z|-?check)?(?:$|[/_.-])/i;

/** Asks for liveness and readiness: where the target file says, where the document says, else in the usual places. */
export async function gatherHealth(lab: Lab): Promise<Health> {
  const { health } = lab.target;
  if (health !== undefined) return { isTold: true, live: await lab.send({ method: 'GET', path: health.live }), ready: await lab.send({ method: 'GET', path: health.ready }), asked: [health.live, health.ready] };
  const asked: string[] = [];
  const nothing = await lab.send({ method: 'GET', path: `/${crypto.randomUUID()}` });
  const ask = async (path: string): Promise<Exchange | undefined> => {
    asked.push(path);
    const exchange = await lab.send({ method: 'GET', path });
    return isThere(exchange, nothing) ? exchange : undefined;
  };
  const documented = readingPaths(lab);
  const pair = [documented.find((path) => LIVE.test(path)), documented.find((path) => READY.test(path))] as const;
  for (const [livePath, readyPath] of pair[0] !== undefined && pair[1] !== undefined ? [[pair[0], pair[1]] as const, ...PAIRS] : PAIRS) {
    const live = await ask(livePath);
    const ready = live === undefined ? undefined : await ask(readyPath);
    if (live !== undefined && ready !== undefined) return { isTold: false, live, ready, asked };
  }
  for (const path of new Set([...documented.filter((one) => HEALTH.test(one)), ...SINGLES])) {
    const single = await ask(path);
    if (single !== undefined) return { isTold: false, single, asked };
  }
  return { isTold: false, asked };
}

function readingPaths(lab: Lab): readonly string[] {
  try {
    return lab.artifact('document').operations.filter(({ method, path }) => method === 'GET' && !path.includes('{')).map(({ path }) => path);
  } catch {
    // Health is in the usual places, document or not.
    return [];
  }
}

/** A 2xx or 503 that is not what answers everywhere: 503 is what an unready service says. */
function isThere({ answer }: Exchange, nothing: Exchange): boolean {
  if (answer === undefined || (answer.status >= 300 && answer.status !== 503)) return false;
  const everywhere = nothing.answer;
  return everywhere === undefined || everywhere.status !== answer.status || (mediaTypeOf(everywhere.headers) !== 'text/html' && everywhere.body !== answer.body);
}
