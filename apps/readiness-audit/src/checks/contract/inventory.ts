import type { Surface } from '../../artifacts/surface.ts';
import type { Lab } from '../../gather/lab.ts';
import { type Exchange, fieldOf, fieldsOf, inWords, jsonOf, mediaTypeOf, succeeded } from '../../http/exchange.ts';
import { withCredentials } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { type ApiDocument, matches, METHODS } from '../../openapi/document.ts';

/** What was left open by accident, again and again. */
const FORGOTTEN = ['/.env', '/.git/config', '/actuator', '/actuator/env', '/actuator/heapdump', '/debug', '/debug/vars', '/debug/pprof/', '/phpinfo.php', '/server-status', '/h2-console', '/internal', '/graphql', '/api/debug', '/api/test', '/trace', '/dump', '/backup.sql', '/config.json', '/_debug'] as const;
const MOST_PATHS = 60;
const MOST_LINKS = 20;
const LINK = /^(href|url|uri|link|self|next|prev|previous|first|last|location)$/i;

/** A place that the document does not name. */
interface Guess {
  /** How it was come by. */
  readonly why: string;
  readonly exchange: Exchange;
}

interface Inventoried {
  readonly guesses: readonly Guess[];
  /** What documented paths and one that cannot exist answer to OPTIONS. */
  readonly options: readonly { readonly path: string; readonly documented: readonly string[]; readonly exchange: Exchange }[];
}

export const inventory = probingCheck({
  meta: {
    id: 'contract.inventory',
    title: 'Nothing is served that is not documented',
    mode: 'active',
    severity: 'P1',
    why: 'What no document names no review has seen: old versions without the new guard, debug pages, methods that a framework added.',
    how: 'Asked for are places that are often left open by accident, other versions of documented paths (v0 to v4), links within answers that lead to no documented path, and the methods that documented paths tell in Allow when asked by OPTIONS. What answers as an unknown path does is not there. Probes, metrics and pages of documentation are not asked for.',
    mend: 'Take down what is not needed, put the rest into the document, and compare the router with the document in CI.',
    sources: ['OWASP API Security Top 10 2023, API9', 'CWE-1059'],
  },
  needs: ['document', 'walk', 'surface'],
  probe: async (lab): Promise<Inventoried> => ({ guesses: await guess(lab), options: await askOptions(lab) }),
  judge: ({ surface }, { guesses, options }) => {
    if ((surface.unknown.answer?.status ?? 0) < 400) return notAvailable(`${inWords(surface.unknown)}, which cannot exist: what is there and what is not cannot be told apart.`);
    const there = guesses.filter(({ exchange }) => isThere(exchange, surface));
    const allowed = options.flatMap((one) => undocumentedMethods(one, options));
    const findings: readonly Finding[] = [...there.map(({ why, exchange }) => ({ subject: new URL(exchange.request.url).pathname, problem: `${inWords(exchange)} and is in no document (${why})`, exchange: exchange.id })), ...allowed];
    const told = options.filter(({ exchange }) => fieldOf(exchange.answer?.headers ?? [], 'allow') !== undefined).length;
    return verdictOf({ count: guesses.length + options.length, of: 'places' }, [{ text: `${guesses.length} places were asked for; ${inWords(surface.unknown)} stands for what is not there`, exchange: surface.unknown.id }, { text: `${told} of ${options.length} paths tell their methods` }], findings);
  },
});

async function guess(lab: Lab): Promise<readonly Guess[]> {
  const document = lab.artifact('document');
  const isKnown = (path: string): boolean => document.operations.some((one) => matches(one.path, path.split('?')[0] ?? ''));
  const told = new Set(Object.values(lab.target.health ?? {}).concat(lab.target.metrics ?? []));
  const guesses: Guess[] = [];
  for (const path of FORGOTTEN.filter((one) => !isKnown(one) && !told.has(one))) guesses.push({ why: 'often left open by accident', exchange: await lab.send({ method: 'GET', path }) });
  for (const path of linksIn(lab).filter((one) => !isKnown(one) && !told.has(one)).slice(0, MOST_LINKS)) guesses.push({ why: 'an answer links to it', exchange: await lab.send({ method: 'GET', path }) });
  return [...guesses, ...await otherVersions(lab, isKnown)];
}

async function otherVersions(lab: Lab, isKnown: (path: string) => boolean): Promise<readonly Guess[]> {
  const [visit] = lab.artifact('walk').visits.filter(({ control }) => succeeded(control) && control?.request.method === 'GET' && /\/v\d+\//.test(control.request.url));
  if (visit?.control === undefined) return [];
  const session = visit.account === undefined ? undefined : lab.sessions.named(visit.account);
  const { pathname } = new URL(visit.control.request.url);
  const guesses: Guess[] = [];
  for (const version of ['v0', 'v1', 'v2', 'v3', 'v4']) {
    const path = pathname.replace(/\/v\d+\//, `/${version}/`);
    const request = { method: 'GET', path };
    if (!isKnown(path)) guesses.push({ why: 'another version of a documented path', exchange: await lab.send(session === undefined ? request : withCredentials(request, session.credentials)) });
  }
  return guesses;
}

/** Paths of this host that answers link to. */
function linksIn(lab: Lab): readonly string[] {
  const found = new Set<string>();
  for (const { exchanges } of lab.exchanges) {
    for (const { answer, request } of exchanges.filter((one) => (one.answer?.status ?? 500) < 300)) {
      for (const link of [...fieldsOf(answer?.headers ?? [], 'location'), ...textsOf(answer === undefined ? undefined : jsonOf(answer))]) {
        const url = URL.canParse(link, request.url) ? new URL(link, request.url) : undefined;
        if (url?.host === lab.base.host && url.pathname !== '/') found.add(url.pathname);
      }
    }
  }
  return [...found];
}

/** Values of members that hold links, at any depth. */
function textsOf(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string') return LINK.test(name) && /^(\/|https?:)/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, one]) => textsOf(one, Array.isArray(value) ? name : inner));
}

async function askOptions(lab: Lab): Promise<Inventoried['options']> {
  const document = lab.artifact('document');
  const reached = new Map<string, string>();
  for (const { operation, control } of lab.artifact('walk').visits.filter((one) => succeeded(one.control))) {
    const path = document.operations.find(({ id }) => id === operation)?.path;
    if (path !== undefined && control !== undefined && reached.size < MOST_PATHS) reached.set(path, new URL(control.request.url).pathname);
  }
  const options = [];
  for (const [path, pathname] of [...reached, ['', `/${crypto.randomUUID()}`] as const]) options.push({ path, documented: documentedAt(document, path, pathname), exchange: await lab.send({ method: 'OPTIONS', path: pathname }) });
  return options;
}

const documentedAt = ({ operations }: ApiDocument, path: string, pathname: string): readonly string[] => operations.filter((one) => one.path === path || matches(one.path, pathname)).map((one) => one.method);

/** Other than what an unknown path answers: by its status, or by its media type where both are good. A page for people is no operation. */
function isThere({ answer }: Exchange, { unknown, root }: Surface): boolean {
  if (answer === undefined || unknown.answer === undefined || answer.status === 429 || answer.status >= 500 || answer.status === unknown.answer.status) return false;
  if (answer.status >= 300) return [401, 403, 405].includes(answer.status);
  return mediaTypeOf(answer.headers) !== 'text/html' && answer.body !== root.answer?.body;
}

/** Methods that only this path tells: a list that all paths tell alike is the server's, not the path's. */
function undocumentedMethods({ path, documented, exchange }: Inventoried['options'][number], all: Inventoried['options']): readonly Finding[] {
  const allow = fieldOf(exchange.answer?.headers ?? [], 'allow');
  const ofUnknown = all.find((one) => one.path === '')?.exchange;
  if (path === '' || allow === undefined || allow === fieldOf(ofUnknown?.answer?.headers ?? [], 'allow')) return [];
  const known = new Set<string>(METHODS);
  const more = allow.split(',').map((one) => one.trim().toUpperCase()).filter((one) => known.has(one) && !['HEAD', 'OPTIONS', 'TRACE'].includes(one) && !documented.includes(one));
  return more.length === 0 ? [] : [{ subject: path, problem: `tells in Allow that it takes ${more.join(', ')}, which is in no document`, exchange: exchange.id }];
}
