import type { Clock } from './clock.ts';
import type { Store } from './store/store.ts';
import type { Params } from './wire/params.ts';

/** API version that the emulator speaks: that of the SDK it is tested with. */
export const API_VERSION = '2026-10-28.endive';

/** What happens in the emulator by itself. */
export type TaskKind = 'authorisation-expiry' | 'balance-available' | 'dispute' | 'dispute-deadline' | 'dispute-verdict' | 'early-fraud-warning' | 'refund-failure' | 'refund-success';

/** What the objects' machines need of the rest. */
export interface World {
  readonly clock: Clock;
  readonly store: Store;
  /** Address of the emulator as browsers see it, without a slash at its end. */
  readonly baseUrl: string;
  /** Records an event and hands it to the webhooks. */
  emit(type: string, object: object, previous?: object, account?: string): void;
  /** Has something happen later. @param afterMs milliseconds from now */
  schedule(kind: TaskKind, ref: string, afterMs: number): void;
}

/** A request that has found its operation. */
export interface Call {
  readonly world: World;
  readonly params: Params;
  /** The variable parts of the address, by name. */
  readonly path: Readonly<Record<string, string>>;
  /** The address without its query, such as `/v1/customers`. */
  readonly url: string;
  /** The connected account that the request is made for. */
  readonly account: string | null;
  /** Whether the key may be known to anyone. */
  readonly publishable: boolean;
}

export type Handler = (call: Call) => object;

/** An operation of the API. */
export interface Route {
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** Such as `/v1/customers/:customer`. */
  readonly path: string;
  readonly handle: Handler;
  /** Whether a publishable key will do. */
  readonly publishable?: true;
}
