import type { Metrics } from '../artifacts/metrics.ts';
import { type Exchange, inWords, mediaTypeOf, type Request } from '../http/exchange.ts';
import { withCredentials } from '../http/requests.ts';
import { parseExposition } from './exposition.ts';
import type { Lab } from './lab.ts';
import { Unavailable } from './unavailable.ts';

const USUAL_PLACES = ['/metrics', '/api/metrics', '/actuator/prometheus', '/prometheus'];

/**
 * Scrapes the target: at the place that its file names, else at the usual ones.
 * @throws Unavailable where no place was named and the usual ones hold no exposition
 */
export async function gatherMetrics(lab: Lab): Promise<Metrics> {
  const { metrics } = lab.target;
  if (metrics !== undefined) return scrape(lab, metrics);
  for (const place of USUAL_PLACES) {
    const found = await scrape(lab, place);
    if (found.problem === undefined) return found;
  }
  throw new Unavailable(`No Prometheus exposition was found at ${USUAL_PLACES.join(', ')}: name its path or address in \`metrics\` of the target file.`);
}

/** Asks once more where an exposition was found. @throws Unavailable when the target is gone */
export async function scrape(lab: Lab, place: string): Promise<Metrics> {
  const exchange = await asked(lab, { method: 'GET', path: place, headers: [['Accept', 'text/plain; version=0.0.4, */*;q=0.1']], timeoutMs: 10_000 });
  const families = exchange.answer?.status === 200 ? parseExposition(whole(exchange)) : undefined;
  return { place, exchange: exchange.id, mediaType: mediaTypeOf(exchange.answer?.headers ?? []), families: families ?? [], ...(families === undefined ? { problem: `${inWords(exchange)}, which is no Prometheus exposition` } : {}) };
}

/** Counts may be for some only: then whoever may. Credentials are sent to the target itself and to nobody else. */
async function asked(lab: Lab, request: Request): Promise<Exchange> {
  const open = await lab.send(request);
  if (new URL(request.path, lab.base).host !== lab.base.host) return open;
  for (const { credentials } of open.answer?.status === 401 || open.answer?.status === 403 ? lab.sessions.usable : []) {
    const exchange = await lab.send(withCredentials(request, credentials));
    if (exchange.answer?.status === 200) return exchange;
  }
  return open;
}

/** Of an exposition that was too long to be kept, the last line may be half a line. */
function whole({ answer }: Exchange): string {
  const body = answer?.body ?? '';
  return answer !== undefined && answer.bytes > Buffer.byteLength(body) ? body.slice(0, body.lastIndexOf('\n')) : body;
}
