import type { IncomingHttpHeaders } from 'node:http';

/** What a route is asked. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  /** The body as it came. */
  readonly raw: string;
  readonly who?: Person;
  /** Id of the session in which they ask. */
  readonly session?: string;
}

export interface Person {
  readonly email: string;
  readonly role: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** `application/json` unless told. */
  readonly type?: string;
  readonly json?: unknown;
  readonly text?: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** One operation: what it says of itself, and what it does. */
export interface Route {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly isPublic?: true;
  /** Who may; everybody who is logged in unless told. */
  readonly roles?: readonly string[];
  readonly query?: Readonly<Record<string, Schema>>;
  readonly headers?: Readonly<Record<string, Schema>>;
  readonly body?: { readonly required: readonly string[]; readonly properties: Readonly<Record<string, Schema>>; readonly example?: unknown; /** A form will do as well. */ readonly orForm?: true };
  /** RFC 3339 date at which it goes away. */
  readonly sunset?: string;
  /** Schema of the good answer; none for one without a body. */
  readonly answer: { readonly status: number; readonly schema?: Schema };
  /** Statuses that it may answer beside the good one; 400, 401, 403 and 404 where they can be are added. */
  readonly refusals?: readonly number[];
  readonly handle: (asked: Asked) => Answer | Promise<Answer>;
}

export interface State {
  /** Whether a defect is switched on. */
  readonly has: (defect: string) => boolean;
  readonly lacks: (feature: string) => boolean;
  /** What is stored, by collection and id. */
  readonly stored: Map<string, Map<string, unknown>>;
}

/** Some routes that are there together or not at all. */
export interface Feature {
  readonly feature: string;
  readonly routes: (state: State) => readonly Route[];
}

/** A running specimen. */
export interface Specimen {
  readonly url: string;
  /** Where it tells what it counts: a port of its own, for the inside. */
  readonly metricsUrl: string;
  /** PEM, where it speaks HTTPS. */
  readonly certificate?: string;
  readonly state: State;
  readonly close: () => Promise<void>;
}

/** An answer that says no. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly { readonly pointer: string }[] | undefined;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}, errors?: readonly { readonly pointer: string }[]) {
    super(message);
    [this.status, this.code, this.headers, this.errors] = [status, code, headers, errors];
  }
}

export function collection<T>(state: State, name: string): Map<string, T> {
  const known = state.stored.get(name) ?? new Map<string, unknown>();
  state.stored.set(name, known);
  return known as Map<string, T>;
}
