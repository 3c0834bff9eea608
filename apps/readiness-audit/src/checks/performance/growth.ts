import type { Lab } from '../../gather/lab.ts';
import { Patience } from '../../gather/patience.ts';
import { leavesOf } from '../../gather/pointers.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, jsonOf, listIn, type Request, succeeded } from '../../http/exchange.ts';
import { madeId } from '../../http/made.ts';
import { IDEMPOTENCY_KEY, withFreshKey } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';
import { quantile } from '../../quantile.ts';

const ADDED = 200;
/** Fewer do not show growth; more are not waited for. */
const [LEAST_ADDED, ADDING_MS] = [100, 20_000];
const AT_ONCE = 10;
const [ROUNDS, LEAST_ROUNDS, PER_ROUND, MEASURING_MS] = [5, 2, 20, 6_000];
/** For the windows of rate limits, in all. */
const WAITING_MS = 30_000;
const MOST_GROWTH = 2;
/** Less is noise, whatever its ratio. */
const FLOOR_MS = 10;
/** Makes the ratio of two short times a calm one. */
const CALM_MS = 5;

/** Median over the rounds of the 95th percentile of each; in ms. */
interface Times {
  readonly list: number;
  /** Of a path where nothing is: how busy machine and service are otherwise. */
  readonly nothing: number;
}

interface Grown {
  readonly subject: string;
  readonly added: number;
  readonly before: Times;
  readonly after: Times;
  /** In which the list showed what was added. */
  readonly exchange: string;
}

const limited = (what: string, exchange: string): string => `${what} is rate limited (${exchange}): raise its limit for the audit's address`;

/** Rounds as far as time and rate limit let them: those that are done when a window ends will do, if they are enough. */
async function timesOf(lab: Lab, patience: Patience, list: Request): Promise<Times> {
  const rounds: Times[] = [];
  const ends = performance.now() + MEASURING_MS;
  for (let round = 0; round < ROUNDS && (rounds.length < LEAST_ROUNDS || performance.now() < ends); round += 1) {
    const isNeeded = rounds.length < LEAST_ROUNDS;
    const times = await roundOf(list, (request) => (isNeeded ? patience.send(request) : lab.send(request, { waits: false })));
    if ('refused' in times && isNeeded) throw new Unavailable(limited(`GET ${list.path}`, times.refused));
    if ('refused' in times) break;
    rounds.push(times);
  }
  const median = (name: keyof Times): number => quantile(rounds.map((round) => round[name]).sort((one, other) => one - other), 0.5) ?? 0;
  return { list: median('list'), nothing: median('nothing') };
}

const p95Of = (times: readonly number[]): number => quantile(times.toSorted((one, other) => one - other), 0.95) ?? 0;

/** @returns the id of the exchange that was refused for the rate, where one was. */
async function roundOf(list: Request, send: (request: Request) => Promise<Exchange>): Promise<Times | { readonly refused: string }> {
  const times: { readonly list: number[]; readonly nothing: number[] } = { list: [], nothing: [] };
  for (let place = 0; place < PER_ROUND; place += 1) {
    // By turns, so that what disturbs one disturbs the other.
    for (const [name, request] of [['list', list], ['nothing', { ...list, path: `/${crypto.randomUUID()}` }]] as const) {
      const { ms, answer, id } = await send(request);
      if (answer?.status === 429) return { refused: id };
      times[name].push(ms);
    }
  }
  return { list: p95Of(times.list), nothing: p95Of(times.nothing) };
}

/** Objects that are made until there are enough, or the time is up. @returns their ids */
async function add(lab: Lab, patience: Patience, operation: Operation, first: Request): Promise<ReadonlySet<string>> {
  const made = new Set<string>();
  const ends = performance.now() + ADDING_MS;
  let isRepeatable = true;
  // Who has waited for a window makes do with what is enough.
  while (made.size < (patience.isTried ? LEAST_ADDED : ADDED) && performance.now() < ends) {
    const before = made.size;
    const exchanges = isRepeatable ? await lab.together(Array.from({ length: Math.min(AT_ONCE, ADDED - made.size) }, () => withFreshKey(first))) : await addOne(lab, operation);
    for (const exchange of exchanges) {
      const id = madeId(exchange);
      if (id !== undefined) made.add(id);
    }
    const refused = exchanges.find(({ answer }) => answer?.status === 429);
    if (refused !== undefined) {
      if (await patience.outlast(refused)) continue;
      throw new Unavailable(limited(named(operation), refused.id));
    }
    if (made.size > before + 1 || (!isRepeatable && made.size > before)) continue;
    // The same request makes no second object: each needs one of its own.
    if (!isRepeatable) break;
    isRepeatable = false;
  }
  return made;
}

async function addOne(lab: Lab, operation: Operation): ReturnType<Lab['together']> {
  const sample = await lab.samples.of(operation);
  return 'cannot' in sample ? [] : [await lab.send(withFreshKey(sample.request))];
}

/** @returns what was measured, or why this list tells nothing. */
async function grow(lab: Lab, patience: Patience, create: Operation): Promise<Grown | string> {
  const sample = await lab.samples.of(create);
  if ('cannot' in sample) return sample.cannot;
  // The same people ask the same collection: else it might be another one's.
  const list: Request = { method: 'GET', path: sample.request.path.split('?')[0] ?? '', headers: (sample.request.headers ?? []).filter(([name]) => !/^content-/i.test(name) && !IDEMPOTENCY_KEY.test(name)) };
  const empty = await patience.send(list);
  if (empty.answer?.status === 429) return limited(`GET ${list.path}`, empty.id);
  if (!succeeded(empty)) return `GET ${list.path} is not answered to whoever may post to it`;
  if (listIn(empty.answer) === undefined) return `GET ${list.path} holds no list`;
  const before = await timesOf(lab, patience, list);
  const made = await add(lab, patience, create, sample.request);
  if (made.size < LEAST_ADDED) return `only ${made.size} objects could be added`;
  const shown = await patience.send(list);
  const values = new Set(shown.answer === undefined ? [] : leavesOf(jsonOf(shown.answer)).map(([, value]) => String(value)));
  if (![...made].some((id) => values.has(id))) return `GET ${list.path} does not show what was added (${shown.id})`;
  return { subject: `GET ${create.path}`, added: made.size, before, after: await timesOf(lab, patience, list), exchange: shown.id };
}

async function growOf(lab: Lab, patience: Patience, create: Operation): Promise<Grown | string> {
  try {
    return await grow(lab, patience, create);
  } catch (error) {
    // Another list may do.
    if (error instanceof Unavailable && lab.gone === undefined) return error.message;
    throw error;
  }
}

async function growAny(lab: Lab): Promise<Grown> {
  const { operations } = lab.artifact('document');
  const reached = new Set(lab.artifact('walk').visits.filter(({ control }) => succeeded(control)).map(({ operation }) => operation));
  const pairs = operations.filter(({ method, path }) => method === 'POST' && operations.some((other) => other.method === 'GET' && other.path === path));
  if (pairs.length === 0) throw new Inapplicable(`Of the document's ${operations.length} operations no two list and make objects at one path.`);
  const usable = pairs.filter((create) => reached.has(create.id) && operations.some(({ id, method, path }) => method === 'GET' && path === create.path && reached.has(id)));
  const reasons: string[] = [];
  const patience = new Patience(lab, WAITING_MS);
  for (const create of usable.slice(0, 3)) {
    const grown = await growOf(lab, patience, create);
    if (typeof grown !== 'string') return grown;
    reasons.push(`${create.path}: ${grown}`);
  }
  throw new Unavailable(usable.length === 0 ? `Of ${pairs.length} collections none was reached both to list and to add.` : `No list was seen to grow: ${reasons.join('; ')}.`);
}

/** How many times as long, apart from what everything else takes longer by. */
function growthOf({ before, after }: Grown): number {
  const noise = Math.max(1, (after.nothing + CALM_MS) / (before.nothing + CALM_MS));
  return after.list / Math.max(before.list, 0.1) / noise;
}

const shown = (value: number): number => Math.round(value * 10) / 10;

export const growth = probingCheck({
  meta: {
    id: 'performance.growth',
    title: 'A list does not slow down with what is in it',
    mode: 'active',
    severity: 'P1',
    why: 'A list that reads everything to show a page is fast on the first day, and takes the service down in its first good month.',
    how: `The 95th percentile of a list is taken before and after ${ADDED} objects are added through the operation that makes them: the median of ${ROUNDS} rounds, by turns with requests for a path where nothing is, by which the noise of the machine is taken out. It may grow to twice, and by ${FLOOR_MS} ms in any case. Where the rate is limited the next window is waited for, within bounds, and ${LEAST_ADDED} objects and ${LEAST_ROUNDS} rounds will do. The objects stay.`,
    mend: 'Give the list\'s filter and order an index, a limit by default, and a cursor in place of an offset.',
    sources: ['https://use-the-index-luke.com/no-offset', 'OWASP API Security Top 10 2023, API4'],
  },
  needs: ['document', 'walk'],
  turn: 1,
  probe: growAny,
  judge: (_, grown) => {
    const { subject, added, before, after, exchange } = grown;
    const times = growthOf(grown);
    const isGrown = times > MOST_GROWTH && after.list - before.list > FLOOR_MS;
    const evidence = { text: `${subject}: p95 ${shown(before.list)} ms, with ${added} objects more ${shown(after.list)} ms, ${shown(times)} times as long apart from noise (a path where nothing is: ${shown(before.nothing)} and ${shown(after.nothing)} ms)`, exchange };
    return verdictOf({ count: 1, of: 'lists' }, [evidence], isGrown ? [{ subject, problem: `with ${added} objects more its 95th percentile grew from ${shown(before.list)} to ${shown(after.list)} ms`, exchange }] : []);
  },
});
