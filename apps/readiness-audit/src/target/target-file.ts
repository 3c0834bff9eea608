import type { Severity } from '../judge/outcome.ts';

/** Values may hold `${NAME}`, read from the environment, and `{{name}}`, captured from an earlier answer. */
export interface RequestTemplate {
  /** The operationId of the OpenAPI document; or method and path. */
  readonly operation?: string;
  readonly method?: string;
  readonly path?: string;
  /** Values of the path's parameters. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is; anything else as JSON, or as a form where the operation takes nothing but forms. */
  readonly body?: unknown;
  /** The account that sends it; nobody unless told. */
  readonly as?: string;
}

export interface JourneyStep extends RequestTemplate {
  /** What the answer must be; any 2xx unless told. */
  readonly expect?: number;
  /** Names by JSON pointers into the answer, or by `header:NAME`. */
  readonly capture?: Readonly<Record<string, string>>;
  /** The step is sent again, for 30 s at most, until this holds of the answer: values by JSON pointer. */
  readonly until?: Readonly<Record<string, unknown>>;
}

export interface Journey {
  readonly name: string;
  readonly steps: readonly JourneyStep[];
}

/** Somebody who can log in. */
export interface Account {
  readonly role: string;
  /** What the login's `{{...}}` stand for: user name, password. */
  readonly variables?: Readonly<Record<string, string>>;
  /** In place of a login: fields that are sent with each of its requests. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Used up by the checks of brute force and revocation, which come last; by nothing else. */
  readonly spare?: boolean;
}

export interface Login extends RequestTemplate {
  /** JSON pointer to the token in the answer; the cookies it sets are sent along in any case. */
  readonly token?: string;
}

/** A finding that somebody answers for, for a while. */
export interface Exclusion {
  readonly check: string;
  /** A subject of its findings, an operation also by its operationId; all of them unless told. */
  readonly subject?: string;
  readonly reason: string;
  readonly owner: string;
  /** RFC 3339 full-date; from then on it counts again. */
  readonly expires: string;
}

/** Something that is counted before and behind: a JSON pointer into an answer, to a number or a list. */
export interface Counted extends RequestTemplate {
  readonly value: string;
  /** Of a list only what holds this text counts. */
  readonly containing?: string;
}

export interface WebhookTarget {
  readonly provider: 'stripe';
  readonly path: string;
  /** Signs as the provider does. */
  readonly secret: string;
  /** Bodies that the service knows what to do with, in the order in which they happened; `{{unique}}` is the same in all of them and other each time they are told: `evt_{{unique}}_1`. */
  readonly events: readonly unknown[];
  /** What all events together change, told once. */
  readonly effect?: Counted;
}

/** Commands of a shell, run in the target file's folder; `{{database}}` in them stands for a database that is nobody else's. */
export interface Migrations {
  /** Brings the database up to date. */
  readonly up: string;
  /** Takes back all that `up` did. */
  readonly down: string;
  /** Name or address of that database; `{{unique}}` in it is other each time, so that it is empty. */
  readonly database: string;
  /** Prints schema, indexes and rows as text, without the ledger of the migrations: `pg_dump --exclude-table=migrations {{database}}`. */
  readonly dump?: string;
  /** Takes the database away, at the end. */
  readonly drop?: string;
}

export interface NaturalKey {
  /** The operation that makes such an object. */
  readonly create: string;
  /** JSON pointer into its body. */
  readonly key: string;
  /** A good value that is free, with `{{unique}}` or `{{uuid}}`, which are other each time; what the operation's sample brings unless told. */
  readonly value?: string;
}

/** plumbline-audit.yml. Of all but `baseUrl` the audit finds out what it can. */
export interface TargetFile {
  readonly name?: string;
  readonly baseUrl: string;
  /** Path below the base URL, address or file of the OpenAPI document; looked for in the usual places unless told. */
  readonly openapi?: string;
  /** Stands before the paths of the document; its first server's unless told. */
  readonly basePath?: string;
  readonly login?: Login;
  /** Field that carries the token: `Authorization: Bearer {{token}}` unless told. */
  readonly authorization?: string;
  readonly accounts?: Readonly<Record<string, Account>>;
  /** A program that arranges requests: see arranger.ts. */
  readonly arrange?: string;
  /** Requests that are known to succeed, by operationId. */
  readonly samples?: Readonly<Record<string, RequestTemplate>>;
  readonly journeys?: readonly Journey[];
  readonly health?: { readonly live: string; readonly ready: string };
  /** Path or address of the Prometheus exposition. */
  readonly metrics?: string;
  readonly logs?: { readonly file: string };
  readonly repository?: string;
  readonly migrations?: Migrations;
  /** Commands that print the plan of a query that is asked all the time, by its name; on a database that is filled as in production. */
  readonly hotQueries?: Readonly<Record<string, string>>;
  /** Members of which no two objects may hold the same value: names of firms, numbers of invoices. */
  readonly naturalKeys?: readonly NaturalKey[];
  /** Starts the service; needed where a check looks at how it starts. */
  readonly start?: { readonly command: string; readonly environment?: Readonly<Record<string, string>>; readonly required?: readonly string[]; readonly readyWithinSeconds?: number };
  readonly webhooks?: readonly WebhookTarget[];
  /** The operation that starts a payment of a price that the service knows, the JSON pointer to what the sender says of the amount, and what counts payments. */
  readonly payments?: { readonly create: string; readonly amount: string; readonly count?: Counted };
  /** The operation that asks the model; JSON pointers to the question, to the answer and to what it rests on; and how many questions an account may ask until it is refused, 50 unless told. */
  readonly ai?: { readonly ask: string; readonly question: string; readonly answer: string; readonly sources?: string; readonly quota?: number };
  /** PEM file of the authorities that sign your own certificates, trusted beside the usual ones. */
  readonly ca?: string;
  /** The key that signs the service's JWTs, a secret or a PEM: with it expired tokens and those of another audience can be made. */
  readonly jwt?: { readonly key: string };
  /** OperationIds that anybody may call, where the document does not say so. */
  readonly public?: readonly string[];
  /** OperationIds whose objects belong to nobody: every account of the role may read them. */
  readonly shared?: readonly string[];
  /** Roles that an operation is for, where the document does not say so in `x-roles`. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  /** Time in which 95 % are answered; share of failures, 0.001 unless told; and connections at once under which both hold, 10 unless told. */
  readonly slo?: { readonly p95Ms?: number; readonly errorRate?: number; readonly connections?: number };
  readonly budget?: { readonly perSecond?: number; readonly total?: number };
  /** Shares, 0 to 1; and the most warnings. */
  readonly gate?: { readonly floor?: number; readonly warnings?: number };
  readonly exclusions?: readonly Exclusion[];
  /** Where the service runs with the rate limits of production, when those of `baseUrl` are raised for the audit's sake. */
  readonly rates?: { readonly baseUrl: string };
  readonly severities?: Readonly<Record<string, Severity>>;
}
