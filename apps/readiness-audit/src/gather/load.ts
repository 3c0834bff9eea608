import { type Exchange, type Request, succeeded } from '../http/exchange.ts';
import { named, type Operation } from '../openapi/document.ts';
import { quantile } from '../quantile.ts';
import type { Lab } from './lab.ts';
import { Patience } from './patience.ts';
import { Unavailable } from './unavailable.ts';

/** In all; each operation has its share. */
const SECONDS = 5;
const MOST_OPERATIONS = 5;
const CONNECTIONS = 10;
const PATIENCE_S = 10;
/** For the windows of rate limits, in all. */
const WAITING_MS = 15_000;
/** What takes longer or answers more is no operation to be asked hundreds of times. */
const [MOST_MS, MOST_BYTES] = [5_000, 262_144];
/** The same, for people. */
export const LIGHT = `at most ${MOST_BYTES / 1_024} KiB within ${MOST_MS / 1_000} s`;
const MOST_ERRORS = 50;
/** So often autocannon looks whether it is to stop. */
const SAMPLE_MS = 100;

/** What became of one operation under load. */
export interface Loaded {
  /** `GET /orders`. */
  readonly subject: string;
  /** The exchange in which it was seen to succeed before. */
  readonly exchange: string;
  readonly connections: number;
  readonly seconds: number;
  /** Without refusals for the rate: the first of them ends the load of its operation. */
  readonly answers: number;
  /** By status, with that refusal. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Without an answer. */
  readonly failures: number;
  /** Of the answers, in ms. */
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

const loads = new WeakMap<Lab, Promise<readonly Loaded[]>>();

/** Asks some operations that only read many times at once; for all checks together once. @throws Unavailable */
export function loadOf(lab: Lab): Promise<readonly Loaded[]> {
  const known = loads.get(lab) ?? loadAll(lab);
  loads.set(lab, known);
  return known;
}

async function loadAll(lab: Lab): Promise<readonly Loaded[]> {
  const chosen = chosenFrom(lab);
  const { perSecond, left } = lab.allowance;
  const connections = Math.min(lab.target.slo?.connections ?? CONNECTIONS, Math.max(1, Math.floor(perSecond)));
  if (left < SECONDS * perSecond) throw new Unavailable(`A load of ${SECONDS} s needs ${Math.ceil(SECONDS * perSecond)} requests, and the budget has ${left} left: raise budget.total in the target file.`);
  const loaded: Loaded[] = [];
  const patience = new Patience(lab, WAITING_MS);
  for (const operation of chosen) {
    const sample = await lab.samples.of(operation);
    if ('cannot' in sample) continue;
    const control = await patience.send(sample.request);
    // Who refuses for the rate refuses the others, too.
    if (control.answer?.status === 429) {
      if (loaded.length === 0) throw new Unavailable(`${named(operation)} is rate limited (${control.id}): raise its limit for the audit's address.`);
      break;
    }
    if (!succeeded(control)) continue;
    const wanted = { connections, seconds: SECONDS / chosen.length, perSecond };
    let load = await loadOne(lab, sample.request, wanted);
    // What was sent before had used up most of the window: the next one is a whole one.
    if (isCutShort(load) && succeeded(await patience.send(sample.request))) load = await loadOne(lab, sample.request, wanted);
    loaded.push({ subject: named(operation), exchange: control.id, ...load });
  }
  if (loaded.length === 0) throw new Unavailable('No operation that only reads could be asked once more, so that there is nothing to load.');
  return loaded;
}

/** Operations that only read and were reached, from different corners of the service, the same ones in each run. */
function chosenFrom(lab: Lab): readonly Operation[] {
  const { operations } = lab.artifact('document');
  const visits = new Map(lab.artifact('walk').visits.map((visit) => [visit.operation, visit]));
  const apart = [lab.target.health?.live, lab.target.health?.ready, lab.target.metrics];
  const reached = operations.filter(({ id, method, path }) => method === 'GET' && !apart.includes(path) && isLight(visits.get(id)?.control) && (visits.get(id)?.control?.answer?.status ?? 0) < 300);
  if (reached.length === 0) throw new Unavailable(`No operation that only reads was reached with an answer of ${LIGHT}: there is nothing to load.`);
  const cornerOf = ({ path }: Operation): string => path.split('/{')[0] ?? path;
  const isFirst = (operation: Operation): boolean => reached.find((other) => cornerOf(other) === cornerOf(operation)) === operation;
  return [...reached.filter(isFirst), ...reached.filter((operation) => !isFirst(operation))].slice(0, MOST_OPERATIONS);
}

/** Whether an operation that answered so may be asked hundreds of times: soon enough, and little enough to be held many times over. */
export const isLight = (control: Exchange | undefined): boolean => control?.answer !== undefined && succeeded(control) && control.ms <= MOST_MS && control.answer.bytes <= MOST_BYTES;

/** Fewer answers tell nothing of an operation that is refused for the rate. */
const LEAST_SERVED = 20;

/** Whether a rate limit ended a load before it told anything. */
export function isCutShort({ statuses }: Pick<Loaded, 'statuses'>): boolean {
  const { 429: refused = 0, ...others } = statuses;
  const served = Object.values(others).reduce((sum, count) => sum + count, 0);
  return refused > 0 && (served < LEAST_SERVED || served < refused);
}

async function loadOne(lab: Lab, { path, headers = [] }: Request, { connections, seconds, perSecond }: { readonly connections: number; readonly seconds: number; readonly perSecond: number }): Promise<Omit<Loaded, 'subject' | 'exchange'>> {
  const [times, statuses]: [number[], Record<string, number>] = [[], {}];
  let [failures, sent] = [0, 0];
  // It takes some 30 MiB: only who makes a load needs it.
  const { default: autocannon } = await import('autocannon');
  lab.ending.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => load.stop();
    lab.ending.addEventListener('abort', stop);
    const load = autocannon({ url: new URL(path, lab.base).href, method: 'GET', headers: Object.fromEntries(headers), connections, duration: seconds, timeout: PATIENCE_S, sampleInt: SAMPLE_MS, overallRate: Math.floor(perSecond), bailout: MOST_ERRORS }, (error) => {
      lab.ending.removeEventListener('abort', stop);
      if (error === null) resolve();
      else reject(error);
    });
    load.on('response', (_client, status, _bytes, ms) => {
      sent += 1;
      // What is under way behind the first refusal is no measure of anything.
      if (statuses['429'] !== undefined) return;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 429) load.stop();
      else times.push(ms);
    });
    load.on('reqError', () => {
      failures += 1;
    });
  });
  lab.sentBeside(sent + failures);
  lab.ending.throwIfAborted();
  const sorted = times.toSorted((one, other) => one - other);
  const rounded = (share: number): number => Math.round((quantile(sorted, share) ?? 0) * 10) / 10;
  return { connections, seconds, answers: times.length, statuses, failures, p50: rounded(0.5), p95: rounded(0.95), max: rounded(1) };
}
