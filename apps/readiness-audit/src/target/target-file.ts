import type { Severity } from '../judge/outcome.ts';

/** Values may hold `${NAME}`, read from the environment, and `{{name}}`, captured from an earlier answer or told by `prepare`. */
export interface RequestTemplate {
  /** The operationId of the OpenAPI document; or method and path. */
  readonly operation?: string;
  readonly method?: string;
  readonly path?: string;
  /** Values of the path's parameters. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The account that sends it; none for nobody. */
  readonly as?: string;
}

export interface JourneyStep extends RequestTemplate {
  /** What the answer must be; any 2xx unless told. */
  readonly expect?: number;
  /** Names by JSON pointers into the answer, or by `header:NAME`. */
  readonly capture?: Readonly<Record<string, string>>;
  /** The step is sent again until this holds of the answer: pointer and value. */
  readonly until?: Readonly<Record<string, unknown>>;
}

export interface Journey {
  readonly name: string;
  readonly steps: readonly JourneyStep[];
}

/** Somebody who can log in. */
export interface Account {
  readonly role: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** In place of a login: a token that is good for the whole run. */
  readonly token?: string;
  /** Used up by the checks of brute force and revocation, which come last; never another's. */
  readonly spare?: boolean;
}

/** A finding that somebody answers for, for a while. */
export interface Exclusion {
  readonly check: string;
  /** A subject of its findings; all of them unless told. */
  readonly subject?: string;
  readonly reason: string;
  readonly owner: string;
  /** RFC 3339 full-date; from then on it counts again. */
  readonly expires: string;
}

export interface WebhookTarget {
  readonly provider: 'stripe';
  readonly path: string;
  readonly secret: string;
  /** A body that the service knows what to do with. */
  readonly event: unknown;
  /** Asked before and behind: what it says of the effect must change once. */
  readonly effect?: RequestTemplate & { readonly value: string };
}

/** plumbline-audit.yml. Of all but `baseUrl` the audit finds out what it can. */
export interface TargetFile {
  readonly name?: string;
  readonly baseUrl: string;
  /** Path below the base URL, address or file of the OpenAPI document; looked for in the usual places unless told. */
  readonly openapi?: string;
  readonly login?: RequestTemplate & { readonly token: string; readonly refreshes?: string };
  /** Field that carries the token, `Authorization: Bearer {{token}}` unless told. */
  readonly authorization?: string;
  readonly accounts?: Readonly<Record<string, Account>>;
  /** A program that brings the service into a state in which every operation can be reached, and prints `{ variables, samples }` as JSON. */
  readonly prepare?: string;
  /** Requests that are known to succeed, by operationId. */
  readonly samples?: Readonly<Record<string, RequestTemplate>>;
  readonly journeys?: readonly Journey[];
  readonly health?: { readonly live: string; readonly ready: string };
  readonly metrics?: string;
  readonly logs?: { readonly file: string };
  readonly repository?: string;
  readonly database?: { readonly kind: 'mongodb'; readonly url: string };
  readonly migrations?: { readonly up: string; readonly down: string };
  /** Starts the service; needed where a check looks at how it starts. Its environment is added to that of the audit. */
  readonly start?: { readonly command: string; readonly environment?: Readonly<Record<string, string>>; readonly readyWithinSeconds?: number };
  readonly webhooks?: readonly WebhookTarget[];
  readonly payments?: { readonly create: string; readonly amount: string; readonly count: RequestTemplate & { readonly value: string } };
  readonly ai?: { readonly ask: string; readonly answer: string };
  /** OperationIds that anybody may call, where the document does not say so. */
  readonly public?: readonly string[];
  readonly slo?: { readonly p95Ms?: number; readonly errorRate?: number };
  readonly budget?: { readonly perSecond?: number; readonly total?: number };
  readonly gate?: { readonly floor?: number; readonly warnings?: number };
  readonly exclusions?: readonly Exclusion[];
  readonly severities?: Readonly<Record<string, Severity>>;
}
