import type { IncomingHttpHeaders } from 'node:http';
import { StripeRefusal, invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Call, World } from '../world.ts';
import { callerOf, refuseSecretOperation } from './authentication.ts';
import { expanded } from './expand.ts';
import { type Fields, decodeForm } from './form.ts';
import type { Claim, Idempotency } from './idempotency.ts';
import { Params } from './params.ts';
import type { Found, Router } from './router.ts';

/** A request as it came in, whole. */
export interface Incoming {
  readonly method: string;
  readonly pathname: string;
  readonly query: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  /** Address of the other side. */
  readonly remote: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether something was done, rather than refused or repeated. */
  readonly executed: boolean;
}

/** A request that may be executed: everything that can be told from its form alone has been looked at. */
export interface Ready {
  readonly found: Found;
  readonly call: Call;
  readonly claim: Claim | undefined;
  readonly requestId: string;
}

export interface Executing {
  /** Whose events these are: `request` of an event. */
  enter(requestId: string | null, idempotencyKey: string | null): void;
  /** Undoes what has been done since. */
  rollBack(): void;
  leave(): void;
}

/** Checks the parameters that an operation knows; the emulator's own list of them is made from Stripe's document. */
export type CheckParameters = (route: { readonly method: string; readonly path: string }, fields: Fields) => StripeRefusal | undefined;

/** Stripe's API over one world: reads, refuses, executes, remembers. Nothing here waits, so a request is one step. */
export class Api {
  readonly #world: World;
  readonly #router: Router;
  readonly #idempotency: Idempotency;
  readonly #executing: Executing;
  readonly #check: CheckParameters;

  constructor(world: World, router: Router, idempotency: Idempotency, executing: Executing, check: CheckParameters) {
    this.#world = world;
    this.#router = router;
    this.#idempotency = idempotency;
    this.#executing = executing;
    this.#check = check;
  }

  /**
   * Everything before the execution.
   * @returns what to execute, or the answer when there is nothing to
   */
  prepare(incoming: Incoming): { readonly ready: Ready } | { readonly answer: Answer } {
    const requestId = newId('req');
    const headers = headersOf(incoming, requestId);
    try {
      const caller = callerOf(one(incoming.headers['authorization']));
      const found = this.#router.find(incoming.method, incoming.pathname);
      if (!found) throw new StripeRefusal(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${incoming.method}: ${incoming.pathname}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.` }, false);
      if (caller.publishable && !found.route.publishable) throw refuseSecretOperation();
      const fields = fieldsOf(incoming);
      const refused = this.#check(found.route, fields);
      if (refused) throw refused;
      const account = one(incoming.headers['stripe-account']) ?? null;
      const key = incoming.method === 'POST' ? one(incoming.headers['idempotency-key']) : undefined;
      const claim = key === undefined || key === '' ? undefined : this.#idempotency.claim(key, account, incoming);
      const known = claim && this.#idempotency.answered(claim, this.#world.clock.now());
      if (known) return { answer: { status: known.status, body: known.body, headers: { ...headers, 'idempotent-replayed': 'true', 'original-request': known.requestId }, executed: false } };
      if (account !== null && !this.#world.store.accounts.get(account)) throw new StripeRefusal(403, { type: 'invalid_request_error', code: 'account_invalid', message: `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.` }, false);
      const call: Call = { world: this.#world, params: new Params(fields), path: found.path, url: incoming.pathname, account, publishable: caller.publishable };
      return { ready: { found, call, claim, requestId } };
    } catch (error) {
      return { answer: { ...refusalOf(error, headers), executed: false } };
    }
  }

  /** Whether a page of another origin may send this with a publishable key. */
  isForBrowsers({ pathname }: Incoming): boolean {
    return ['GET', 'POST'].some((method) => this.#router.find(method, pathname)?.route.publishable);
  }

  /** Does what was asked and keeps the answer for its key. */
  execute(incoming: Incoming, { found, call, claim, requestId }: Ready): Answer {
    const headers = headersOf(incoming, requestId);
    this.#executing.enter(requestId, claim?.key ?? null);
    try {
      const answer: Answer = { status: 200, body: JSON.stringify(expanded(call, found.route.handle(call))), headers, executed: true };
      this.#keep(claim, requestId, answer);
      return answer;
    } catch (error) {
      const begun = !(error instanceof StripeRefusal) || error.begun;
      // A declined card leaves its traces; whatever else is refused leaves nothing.
      if (!(error instanceof StripeRefusal && error.detail.type === 'card_error')) this.#executing.rollBack();
      const answer: Answer = { ...refusalOf(error, headers), executed: error instanceof StripeRefusal && error.status === 402 };
      if (begun) this.#keep(claim, requestId, answer);
      return answer;
    } finally {
      this.#executing.leave();
    }
  }

  /** An error of Stripe's own, which is kept for its key as any other answer. */
  breakDown(incoming: Incoming, { claim, requestId }: Ready): Answer {
    const answer: Answer = { ...refusalOf(new Error('on demand'), headersOf(incoming, requestId)), executed: false };
    this.#keep(claim, requestId, answer);
    return answer;
  }

  #keep(claim: Claim | undefined, requestId: string, { status, body }: Answer): void {
    if (claim) this.#idempotency.keep(claim, { requestId, status, body, at: this.#world.clock.now() });
  }
}

function fieldsOf(incoming: Incoming): Fields {
  if (incoming.method !== 'POST') return decodeForm(incoming.query);
  const type = one(incoming.headers['content-type']) ?? '';
  if (incoming.body !== '' && type.startsWith('application/json')) throw invalid('Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have questions, we can help at https://support.stripe.com/.');
  return decodeForm(incoming.query === '' ? incoming.body : incoming.body === '' ? incoming.query : `${incoming.query}&${incoming.body}`);
}

function headersOf(incoming: Incoming, requestId: string): Record<string, string> {
  const version = one(incoming.headers['stripe-version']);
  const key = one(incoming.headers['idempotency-key']);
  const account = one(incoming.headers['stripe-account']);
  return { 'request-id': requestId, ...(version !== undefined && { 'stripe-version': version }), ...(key !== undefined && { 'idempotency-key': key }), ...(account !== undefined && { 'stripe-account': account }), ...(incoming.headers.origin !== undefined && { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'request-id' }) };
}

export function refusalOf(error: unknown, headers: Readonly<Record<string, string>>): Omit<Answer, 'executed'> {
  if (error instanceof StripeRefusal) {
    const reason = error.status === 401 ? { 'www-authenticate': 'Basic realm="Stripe"' } : {};
    return { status: error.status, body: JSON.stringify({ error: error.detail }), headers: { ...headers, ...reason } };
  }
  // A defect of the emulator is told on its standard error, by name only: requests may carry anything.
  if (!(error instanceof Error && error.message === 'on demand')) process.stderr.write(`${error instanceof Error ? String(error.stack) : 'unknown error'}\n`);
  return { status: 500, body: JSON.stringify({ error: { type: 'api_error', message: 'An unknown error occurred' } }), headers };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
