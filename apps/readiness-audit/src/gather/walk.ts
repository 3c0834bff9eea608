import { looksLikeNothing } from '../artifacts/surface.ts';
import type { JourneyWalked, Visit, Walk } from '../artifacts/walk.ts';
import { type Exchange, jsonOf, mediaTypeOf, type Request, saysThatItFailed, succeeded } from '../http/exchange.ts';
import { IDEMPOTENCY_KEY, withCredentials, withFreshKey } from '../http/requests.ts';
import type { AnyCheck, Varied } from '../judge/check.ts';
import { contentFor, documented, named, type Operation } from '../openapi/document.ts';
import { schemasOf } from '../openapi/schemas.ts';
import { walkJourney } from './journeys.ts';
import type { Lab } from './lab.ts';
import type { Sample } from './samples.ts';
import type { Session } from './session.ts';
import { Unavailable } from './unavailable.ts';

/** Where the walk stands, for people. */
export type OnVisit = (done: number, of: number, operation: string) => void;

const ENDS_A_SESSION = /log-?out|sign-?out|revoke|sessions?\b/i;

/** Whether an operation, when it succeeds, may take away the credentials with which the audit goes on. */
export const endsASession = ({ method, path }: Operation): boolean => method !== 'GET' && ENDS_A_SESSION.test(path);

/** Collections before their items, making before reading, taking away last. */
function rank(operation: Operation): number {
  if (endsASession(operation)) return 10;
  const { method, path } = operation;
  const depth = path.split('{').length - 1;
  const turn = { POST: 0, GET: 1, HEAD: 1, PUT: 2, PATCH: 2, OPTIONS: 3, TRACE: 3, DELETE: 9 }[method];
  return turn === 9 ? 9 - depth / 100 : depth + turn / 10;
}

/**
 * Goes once through all operations. Behind each good request stand the variations of all checks, sent before it: a refusal of theirs is then
 * due to what was changed, and not to a state that the good request has used up.
 */
export class Walker {
  readonly #lab: Lab;
  readonly #checks: readonly AnyCheck[];
  readonly #varied = new Map<string, Varied[]>();
  readonly #visits = new Map<string, Visit>();

  constructor(lab: Lab, checks: readonly AnyCheck[]) {
    this.#lab = lab;
    this.#checks = checks.filter(({ vary, follow }) => vary !== undefined || follow !== undefined);
  }

  /** @returns as far as it came, where the target went away meanwhile. */
  async walk(onVisit: OnVisit = () => undefined): Promise<Walk> {
    const operations = this.#operations();
    const journeys: JourneyWalked[] = [];
    for (const journey of this.#lab.target.journeys ?? []) journeys.push(await walkJourney(this.#lab, journey));
    let waiting = [...operations].sort((one, other) => rank(one) - rank(other));
    try {
      // A second and a third round reach what needs an id that only a later operation told.
      for (let round = 0; round < 3 && waiting.length > 0; round += 1) {
        const missed: Operation[] = [];
        for (const operation of waiting) {
          onVisit(operations.length - waiting.length + waiting.indexOf(operation), operations.length, named(operation));
          if (!(await this.#visit(operation))) missed.push(operation);
        }
        if (missed.length === waiting.length) break;
        waiting = missed;
      }
    } catch (error) {
      // What was seen until then is judged: also what it was that ended the target.
      if (this.#lab.gone === undefined || !(error instanceof Unavailable)) throw error;
    }
    const { gone } = this.#lab;
    const visits = operations.map(({ id }) => this.#visits.get(id) ?? { operation: id, problem: 'it was not visited' });
    return gone === undefined ? { visits, journeys } : { visits: visits.filter(({ operation }) => this.#visits.has(operation)), journeys, cutShort: gone };
  }

  /** Journeys that name paths can be walked without a document, too. @throws Unavailable */
  #operations(): readonly Operation[] {
    try {
      return this.#lab.artifact('document').operations;
    } catch (error) {
      if (error instanceof Unavailable && (this.#lab.target.journeys ?? []).length > 0) return [];
      throw error;
    }
  }

  /** What the variations of a check brought. */
  variedOf(check: string): readonly Varied[] {
    return this.#varied.get(check) ?? [];
  }

  /** @returns whether it was reached. */
  async #visit(operation: Operation): Promise<boolean> {
    const sample = await this.#lab.samples.of(operation);
    if ('cannot' in sample) {
      this.#visits.set(operation.id, { operation: operation.id, problem: sample.cannot });
      return false;
    }
    this.#forgetRefusals(operation);
    const sent = await this.#sendVariations(sample);
    const { control, account } = await this.#control(sample);
    const doubt = succeeded(control) ? this.#doubtOf(operation, control) : undefined;
    if (doubt !== undefined) {
      this.#visits.set(operation.id, { operation: operation.id, problem: `it answered ${control.answer?.status ?? 0} ${doubt} (${control.id})` });
      return false;
    }
    const hasProof = succeeded(control) && account === sample.account;
    for (const { check, ...varied } of sent) this.#add(check, hasProof ? { ...varied, control } : varied);
    this.#visits.set(operation.id, visitOf(sample, control, account));
    if (!succeeded(control)) return false;
    this.#lab.samples.succeeded(operation, account);
    if (endsASession(operation) && account !== undefined) await this.#again(account);
    if (control.answer !== undefined) this.#lab.samples.learned.take(operation, new URL(control.request.url).pathname, control.answer);
    if (hasProof && sample.source !== 'signed') await this.#follow(sample, control);
    return true;
  }

  /** Why a 2xx proves nothing. */
  #doubtOf(operation: Operation, control: Exchange): string | undefined {
    if (looksLikeNothing(control, this.#lab.artifact('surface'))) return 'just as a path does that cannot exist';
    const { answer } = control;
    if (answer === undefined || !saysThatItFailed(answer)) return undefined;
    const schema = contentFor(documented(operation, answer.status)?.content ?? {}, mediaTypeOf(answer.headers))?.schema;
    const isMeant = schema !== undefined && schemasOf(this.#lab.artifact('document')).allows(schema, jsonOf(answer)) === true;
    return isMeant ? undefined : 'with a body that says that it failed';
  }

  /** Of an earlier round stays what was served: that may be why the unchanged request behind it failed, and it will not be served again. */
  #forgetRefusals({ id }: Operation): void {
    for (const [check, varied] of this.#varied) this.#varied.set(check, varied.filter(({ operation, exchange }) => operation !== id || succeeded(exchange)));
  }

  async #sendVariations(sample: Sample): Promise<readonly (Varied & { readonly check: string })[]> {
    const sent: (Varied & { readonly check: string })[] = [];
    // Whatever is changed in a signed request breaks its signature as well: its refusal would prove nothing else.
    if (sample.source === 'signed') return sent;
    // Several checks ask the same now and then: it is sent once.
    const answered = new Map<string, Exchange>();
    for (const { meta, vary } of this.#checks) {
      for (const { name, request } of vary?.(sample, this.#lab) ?? []) {
        const key = JSON.stringify([request.method, request.path, request.headers, request.body?.toString('base64')]);
        const exchange = answered.get(key) ?? await this.#lab.send(keyedFor(request, sample.request));
        answered.set(key, exchange);
        sent.push({ check: meta.id, operation: sample.operation.id, variation: name, exchange });
        // One that hangs would do so again and again.
        if (exchange.failure === 'timeout') return sent;
      }
    }
    return sent;
  }

  /** The request as it should be; by another account where the first may not. */
  async #control(sample: Sample): Promise<{ readonly control: Exchange; readonly account: string | undefined }> {
    let control = await this.#lab.send(sample.request);
    if (control.answer?.status === 401 && sample.account !== undefined) {
      // The session has ended, as by a logout that was walked through.
      const session = await this.#again(sample.account);
      if (session !== undefined) control = await this.#lab.send(withCredentials(sample.request, session.credentials));
    }
    if (control.answer?.status !== 403 || sample.account === undefined) return { control, account: sample.account };
    for (const { account, credentials } of this.#lab.samples.accountsFor(sample.operation).filter(({ account: other }) => other !== sample.account)) {
      const other = await this.#lab.send(withCredentials(sample.request, credentials));
      if (succeeded(other)) return { control: other, account };
    }
    return { control, account: sample.account };
  }

  /** @returns undefined where the account cannot log in any more. */
  async #again(account: string): Promise<Session | undefined> {
    try {
      return await this.#lab.sessions.again(account);
    } catch (error) {
      if (error instanceof Unavailable) return undefined;
      throw error;
    }
  }

  async #follow(sample: Sample, control: Exchange): Promise<void> {
    for (const { meta, follow } of this.#checks) {
      for (const one of (await follow?.(sample, control, this.#lab)) ?? []) this.#add(meta.id, { operation: sample.operation.id, control, ...one });
    }
  }

  #add(check: string, varied: Varied): void {
    this.#varied.set(check, [...(this.#varied.get(check) ?? []), varied]);
  }
}

/** A variation that was left the key of the good request gets one of its own. */
function keyedFor(variation: Request, { headers = [] }: Request): Request {
  const key = headers.find(([name]) => IDEMPOTENCY_KEY.test(name))?.[1];
  return key !== undefined && variation.headers?.some(([name, value]) => IDEMPOTENCY_KEY.test(name) && value === key) === true ? withFreshKey(variation) : variation;
}

function visitOf({ operation, role, source }: Sample, control: Exchange, account: string | undefined): Visit {
  const { answer, failure } = control;
  return { operation: operation.id, ...(account === undefined ? {} : { account }), ...(role === undefined ? {} : { role }), source, control, ...(succeeded(control) ? {} : { problem: answer === undefined ? `it ended in ${failure ?? 'nothing'}` : `it answered ${answer.status}` }) };
}
