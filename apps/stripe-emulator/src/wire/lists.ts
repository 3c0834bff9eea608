import { invalid, noSuch } from '../errors.ts';
import { type Collection, type Entry, type Stored, firstAtLeast, firstWhere } from '../store/collection.ts';
import type { Call } from '../world.ts';
import type { Params } from './params.ts';

interface Created { readonly from: number; readonly to: number }

/**
 * A page of a list, newest first, as https://docs.stripe.com/api/pagination has it.
 * @param sources parts of the collection, each in order, whose union is listed; they do not overlap
 * @param matches what else an element must fulfil; made for what nearly all fulfil
 */
export function pageOf<T extends Stored>(call: Call, collection: Collection<T>, sources: readonly (readonly Entry<T>[])[], matches: (value: T) => boolean = () => true): object {
  const { params, url } = call;
  const limit = limitOf(params);
  const after = cursorOf(params, collection, 'starting_after');
  const before = cursorOf(params, collection, 'ending_before');
  if (after && before) throw invalid('You may only specify one of these parameters: starting_after, ending_before.', 'ending_before', 'parameters_exclusive');
  const created = createdOf(params);
  const found: Entry<T>[] = [];
  for (const source of sources) found.push(...taken(source, { limit, after, before, created, matches }));
  found.sort((one, other) => (before ? one.seq - other.seq : other.seq - one.seq));
  const page = found.slice(0, limit);
  if (before) page.reverse();
  return { object: 'list', data: page.map((entry) => entry.value), has_more: found.length > limit, url };
}

interface Wanted<T extends Stored> {
  readonly limit: number;
  readonly after: Entry<T> | undefined;
  readonly before: Entry<T> | undefined;
  readonly created: Created;
  readonly matches: (value: T) => boolean;
}

/** One more than the limit from one source, so that it is known whether there are more. */
function taken<T extends Stored>(source: readonly Entry<T>[], { limit, after, before, created, matches }: Wanted<T>): Entry<T>[] {
  const low = firstWhere(source, ({ value }) => (value.created ?? 0) >= created.from);
  const high = firstWhere(source, ({ value }) => (value.created ?? 0) > created.to);
  const found: Entry<T>[] = [];
  if (before) {
    const start = Math.max(low, firstAtLeast(source, before.seq + 1));
    for (let at = start; at < high && found.length <= limit; at += 1) take(source[at]);
  } else {
    const start = Math.min(high, after ? firstAtLeast(source, after.seq) : high);
    for (let at = start - 1; at >= low && found.length <= limit; at -= 1) take(source[at]);
  }
  return found;

  function take(entry: Entry<T> | undefined): void {
    if (entry && matches(entry.value)) found.push(entry);
  }
}

function limitOf(params: Params): number {
  const limit = params.integer('limit') ?? 10;
  if (limit < 1) throw invalid(`This value must be greater than or equal to 1.`, 'limit', 'parameter_invalid_integer');
  if (limit > 100) throw invalid(`This value must be less than or equal to 100 (you passed ${limit}).`, 'limit', 'parameter_invalid_integer');
  return limit;
}

function cursorOf<T extends Stored>(params: Params, collection: Collection<T>, name: string): Entry<T> | undefined {
  const id = params.text(name);
  if (id === undefined || id === '') return undefined;
  const entry = collection.entry(id);
  if (!entry) throw noSuch(collection.name.replace(/s$/, ''), id, name, 400);
  return entry;
}

/** `created=…` or `created[gte]=…` and its kin, in seconds. */
export function createdOf(params: Params, name = 'created'): Created {
  if (!params.has(name)) return { from: -Infinity, to: Infinity };
  const value = params.fields[name];
  if (typeof value === 'string') {
    const exactly = params.integer(name) ?? 0;
    return { from: exactly, to: exactly };
  }
  const range = params.group(name);
  const [gt, gte, lt, lte] = ['gt', 'gte', 'lt', 'lte'].map((each) => range?.integer(each));
  return {
    from: Math.max(gte ?? -Infinity, gt === undefined ? -Infinity : gt + 1),
    to: Math.min(lte ?? Infinity, lt === undefined ? Infinity : lt - 1),
  };
}
