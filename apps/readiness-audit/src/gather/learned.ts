import { type Answer, jsonOf } from '../http/exchange.ts';
import { idInLocation } from '../http/made.ts';
import { isObject } from '../json.ts';
import type { Operation } from '../openapi/document.ts';

type Params = Readonly<Record<string, string>>;

const ID = /^(id|_id|uuid|guid|slug|key|number|reference|code|name)$/i;

/** Ids that the service has told, by where they lead: `GET /orders` tells an id for `/orders/{id}`. */
export class Learned {
  /** Ids by the path of the collection, its parameters filled in: `/firms/7/orders`. */
  readonly #ids = new Map<string, string>();
  /** By the name that a parameter or a member would have: `orderId`. */
  readonly #byName = new Map<string, string>();

  /** @param pathname that was asked, as it was sent. */
  take(operation: Operation, pathname: string, answer: Answer): void {
    if (answer.status >= 300 || (operation.method !== 'GET' && operation.method !== 'POST')) return;
    const id = idIn(answer);
    const collection = pathname.replace(/\/$/, '');
    if (id === undefined || operation.path.endsWith('}')) return;
    // What was just made is there for sure; what is listed first may be anybody's.
    if (operation.method === 'POST' || !this.#ids.has(collection)) this.#ids.set(collection, id);
    const name = collection.split('/').at(-1) ?? '';
    if (operation.method === 'POST' || !this.#byName.has(singular(name))) this.#byName.set(singular(name), id);
  }

  /** The value of something called so: `orderId`, `order_id`, `order`. */
  named(name: string): string | undefined {
    return this.#byName.get(name.replace(/[_-]?id$/i, '').replaceAll(/[_-]/g, '').toLowerCase());
  }

  /** Values for all parameters of a path. @returns the names of those that nobody has told. */
  paramsFor(path: string): { readonly params: Params; readonly missing: readonly string[] } {
    const params: Record<string, string> = {};
    const missing: string[] = [];
    let filled = '';
    for (const part of path.split('/').slice(1)) {
      const name = /\{([^}]+)\}/.exec(part)?.[1];
      if (name === undefined) {
        filled += `/${part}`;
        continue;
      }
      const value = this.#ids.get(filled) ?? this.named(name);
      if (value === undefined) missing.push(name);
      else params[name] = value;
      filled += `/${encodeURIComponent(value ?? '')}`;
    }
    return { params, missing };
  }
}

/** `companies` is many of `company`; good enough to find what belongs together. */
function singular(name: string): string {
  const bare = name.replaceAll(/[_-]/g, '').toLowerCase();
  if (bare.endsWith('ies')) return `${bare.slice(0, -3)}y`;
  return /(ss|us)$/.test(bare) ? bare : bare.replace(/(?<=(?:x|ch|sh|ss))es$|s$/, '');
}

/** The id of what an answer holds, or of the first of the many it holds. */
function idIn(answer: Answer): string | undefined {
  const value = jsonOf(answer);
  const found = idOf(isObject(value) && idOf(value) === undefined ? (Object.values(value).find((one) => isObject(one) && idOf(one) !== undefined) ?? firstOfMany(value)) : Array.isArray(value) ? value[0] as unknown : value);
  return found ?? idInLocation(answer);
}

function firstOfMany(value: Record<string, unknown>): unknown {
  const many = Object.values(value).find((one): one is unknown[] => Array.isArray(one) && isObject(one[0]));
  return many?.[0];
}

function idOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const names = Object.keys(value).filter((name) => ID.test(name));
  const name = names.find((one) => /^_?id$/i.test(one)) ?? names[0];
  const id = name === undefined ? undefined : value[name];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}
