import { createHash } from 'node:crypto';
import type { OperationExchanges } from '../artifacts/exchanges.ts';
import { type Exchange, jsonOf, mediaTypeOf } from '../http/exchange.ts';
import { matches, type Operation } from '../openapi/document.ts';

/** Of those that look alike. */
const MOST_ALIKE = 3;
const MOST_OF_A_STATUS = 24;
/** An answer that is longer is kept once; in bytes. */
const LONG = 65_536;
/** Of the body of a request that is kept, in characters. */
const MOST_ASKED = 4_096;

interface Kept {
  count: number;
  readonly exchanges: Exchange[];
  readonly seen: Map<string, number>;
}

/**
 * Remembers exchanges by operation. A service that is asked ten thousand times answers in a few dozen ways: of each way a few are kept,
 * which is all that has to be judged.
 */
export class Memory {
  readonly #byOperation = new Map<string, Kept>();

  take(exchange: Exchange, operations: readonly Operation[]): void {
    const operation = operationOf(exchange, operations);
    if (operation === undefined) return;
    const kept = this.#byOperation.get(operation.id) ?? { count: 0, exchanges: [], seen: new Map<string, number>() };
    this.#byOperation.set(operation.id, kept);
    kept.count += 1;
    const status = String(exchange.answer?.status ?? exchange.failure);
    const look = `${status} ${lookOf(exchange)}`;
    const [alike, ofStatus] = [kept.seen.get(look) ?? 0, kept.seen.get(status) ?? 0];
    const isLong = (exchange.answer?.bytes ?? 0) > LONG;
    if (alike >= (isLong ? 1 : MOST_ALIKE) || ofStatus >= MOST_OF_A_STATUS) return;
    kept.seen.set(look, alike + 1).set(status, ofStatus + 1);
    const { request } = exchange;
    kept.exchanges.push(request.body === undefined ? exchange : { ...exchange, request: { ...request, body: request.body.slice(0, MOST_ASKED) } });
  }

  get all(): readonly OperationExchanges[] {
    return [...this.#byOperation].map(([operation, { count, exchanges }]) => ({ operation, count, exchanges }));
  }
}

/** The operation that a request is for; of several whose paths fit, the one with the fewest parameters. */
export function operationOf({ request: { method, url } }: Pick<Exchange, 'request'>, operations: readonly Operation[]): Operation | undefined {
  const { pathname } = new URL(url);
  const open = ({ path }: Operation): number => path.split('{').length;
  return operations.filter((one) => one.method === method && matches(one.path, pathname)).sort((one, other) => open(one) - open(other))[0];
}

/** What makes an answer other than another: its shape where it is a good one, its words where it is a refusal. */
function lookOf({ answer }: Exchange): string {
  if (answer === undefined) return '';
  const value = jsonOf(answer);
  const told = answer.status < 400 && value !== undefined ? JSON.stringify(shapeOf(value)) : answer.body.slice(0, 2_000).replaceAll(/[\da-f]{8,}|\d+/gi, '0');
  return `${mediaTypeOf(answer.headers)} ${createHash('sha1').update(told).digest('base64')}`;
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.slice(0, 50).map((one) => JSON.stringify(shapeOf(one))))];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}
