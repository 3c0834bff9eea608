import type { IncomingMessage } from 'node:http';
import { collection, type Feature, Refusal, type State } from './route.fixture.ts';

/** In the whole life of a specimen, which is short. */
const MOST = 150;

/** Of a specimen that counts anew each second, as good services do each minute. */
const MOST_A_SECOND = 60;

/** Only where a scene asks for it: most others send more than this. */
export const limit: Feature = { feature: 'limit', routes: () => [] };

/** Who is counted: the address of the connection, unless the specimen is to believe what it is told. */
function callerOf({ headers, socket }: IncomingMessage, { has }: State): string | undefined {
  const told = String(headers['x-forwarded-for'] ?? '').split(', ');
  if (has('limit-only-forwarded')) return told[0] === '' ? undefined : told[0];
  if (has('limit-by-forwarded') && told[0] !== '') return told[0];
  return has('limit-behind-proxy') && told[0] !== '' ? told.at(-1) : socket.remoteAddress;
}

/** What each answer says of the limit. @throws Refusal behind the last request that is allowed */
export function counted(request: IncomingMessage, state: State): Readonly<Record<string, string>> {
  const caller = callerOf(request, state);
  if (caller === undefined || state.lacks('limit')) return {};
  const [most, seconds] = state.has('limit-each-second') ? [MOST_A_SECOND, 1] : [MOST, 3_600];
  const counts = collection<number>(state, `requests in window ${state.has('limit-each-second') ? Math.floor(Date.now() / 1_000) : 0}`);
  const count = (counts.get(caller) ?? 0) + 1;
  counts.set(caller, count);
  const fields = state.has('limit-fields') ? {} : { 'RateLimit-Policy': `"all";q=${most};w=${seconds}`, RateLimit: `"all";r=${Math.max(0, most - count)};t=${seconds}` };
  if (count > most) throw new Refusal(429, 'TOO_MANY_REQUESTS', 'Come back later.', { ...fields, ...(state.has('limit-fields') ? {} : { 'Retry-After': String(seconds) }) });
  return fields;
}
