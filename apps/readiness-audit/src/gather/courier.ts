import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import type { Death } from '../artifacts/ending.ts';
import { Budget } from '../http/budget.ts';
import { type BytesOptions, HttpClient } from '../http/client.ts';
import { type Exchange, fieldOf, type Request } from '../http/exchange.ts';
import { Mask } from '../http/mask.ts';
import type { Target } from '../target/read-target.ts';
import { Unavailable } from './unavailable.ts';

const PER_SECOND = 500;
const TOTAL = 50_000;
/** Requests in a row without an answer until the target counts as gone. */
const GONE_AFTER = 3;
const SILENCE: readonly (string | undefined)[] = ['refused', 'unreachable', 'timeout'];
/** Of one 429, and of all of them, in seconds. */
const LONGEST_WAIT = 15;
const PATIENCE = 90;

/** What has hung so often is not waited for as long again: it is known to hang. */
const PATIENT_TIMES = 2;
const IMPATIENT_MS = 3_000;
/** Ms in which what was answered before must be answered again. */
const ALIVE_MS = 10_000;

/** The way to the target: sends, masks, and keeps the account of all that was sent. */
export abstract class Courier {
  readonly target: Target;
  readonly base: URL;
  readonly mask = new Mask();
  readonly #budget: Budget;
  readonly #client: HttpClient;
  readonly #keep: (exchange: Exchange) => void;
  readonly #ending = new AbortController();
  readonly #leaving: (() => Promise<void> | void)[] = [];
  #silent = 0;
  /** By method and path: how often it has hung. */
  readonly #hung = new Map<string, number>();
  /** Id of the last exchange before the silence. */
  #before: string | undefined;
  /** An address that was answered. */
  #answered: string | undefined;
  #died: Death | undefined;
  #waited = 0;
  #failure: unknown;

  /** @param keep hears of each exchange as it ends, without its secrets. */
  constructor(target: Target, keep: (exchange: Exchange) => void = () => undefined) {
    this.target = target;
    this.base = new URL(target.baseUrl);
    this.#budget = new Budget(target.budget?.perSecond ?? PER_SECOND, target.budget?.total ?? TOTAL);
    this.#client = new HttpClient(this.base, this.#budget, this.authorities);
    this.#keep = keep;
  }

  /** Whom the target's certificate may be signed by; the usual ones where undefined. */
  get authorities(): readonly string[] | undefined {
    const { ca, folder } = this.target;
    return ca === undefined ? undefined : [...tls.rootCertificates, readFileSync(path.resolve(folder, ca), 'utf8')];
  }

  /** Requests sent so far. */
  get requests(): number {
    return this.#client.count;
  }

  /** Why the run cannot go on; undefined while it can. */
  get gone(): string | undefined {
    return this.#ending.signal.aborted ? (this.#ending.signal.reason as Unavailable).message : undefined;
  }

  /** Aborted when the run cannot go on, its reason an `Unavailable`. Whatever takes time stops then. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** How the target came to answer no more; undefined while it does. */
  get died(): Death | undefined {
    return this.#died;
  }

  /** What went wrong on this side, so that there can be no report. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Nothing more is sent, and what is under way is given up. @param reason a sentence */
  stop(reason: string): void {
    this.#ending.abort(new Unavailable(reason));
    this.#client.abort();
  }

  /** Done when the run ends, however it ends: what was started is stopped, what was changed is put back. The last comes first. */
  onLeave(undo: () => Promise<void> | void): void {
    this.#leaving.unshift(undo);
  }

  async leave(): Promise<void> {
    for (const undo of this.#leaving.splice(0)) await undo();
    this.#client.close();
  }

  /**
   * Sends a request. A 429 that says how long to wait is waited for, within bounds.
   * @param options.waits false: the 429 is what is asked for
   * @returns the exchange without its secrets; a hang or a reset is one, too
   * @throws Unavailable when the target is gone or the budget is spent
   */
  async send(request: Request, options: { readonly waits?: boolean } = {}): Promise<Exchange> {
    return (await this.sendRaw(request, options)).exchange;
  }

  /** As `send`, with the secrets beside: for whoever must go on with them. */
  async sendRaw(request: Request, { waits = true }: { readonly waits?: boolean } = {}): Promise<{ readonly raw: Exchange; readonly exchange: Exchange }> {
    this.#ending.signal.throwIfAborted();
    const place = `${request.method} ${request.path.split('?')[0] ?? ''}`;
    const hung = this.#hung.get(place) ?? 0;
    const raw = await this.#client.send(hung < PATIENT_TIMES ? request : { ...request, timeoutMs: IMPATIENT_MS });
    if (raw.failure === 'timeout') this.#hung.set(place, hung + 1);
    const exchange = this.#remembered(raw);
    await this.#assertAlive(exchange);
    const wait = Number(fieldOf(raw.answer?.headers ?? [], 'retry-after') ?? NaN);
    if (!waits || raw.answer?.status !== 429 || !(wait <= LONGEST_WAIT) || this.#waited + wait > PATIENCE) return { raw, exchange };
    this.#waited += wait;
    await this.pause(wait * 1_000 + 50);
    return this.sendRaw(request);
  }

  /** @throws Unavailable when the run ends meanwhile */
  async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.ending }).catch(() => this.ending.throwIfAborted());
  }

  /** Sends requests at the same moment, each on its own connection. @throws Unavailable */
  async together(requests: readonly Request[]): Promise<readonly Exchange[]> {
    this.#ending.signal.throwIfAborted();
    const exchanges = (await this.#client.sendTogether(requests)).map((raw) => this.#remembered(raw));
    for (const exchange of exchanges.slice(-1)) await this.#assertAlive(exchange);
    return exchanges;
  }

  /** What a load that is made beside this way may send. @throws Unavailable */
  get allowance(): Pick<Budget, 'perSecond' | 'left'> {
    this.#ending.signal.throwIfAborted();
    return this.#budget;
  }

  /** Resident set of the audit at its peak, in MiB. */
  get peakMemoryMiB(): number {
    return Math.round(process.resourceUsage().maxRSS / 1_024);
  }

  /** Counts what such a load has sent. */
  sentBeside(count: number): void {
    this.#client.sentBeside(count);
  }

  /** Sends bytes as they are. @param shownAs what people read of them. @param options of how they are sent. @throws Unavailable */
  async bytes(bytes: Buffer, shownAs: Pick<Request, 'method' | 'path'>, options: BytesOptions = {}): Promise<Exchange> {
    this.#ending.signal.throwIfAborted();
    const exchange = this.#kept(await this.#client.sendBytes(bytes, shownAs, options));
    await this.#assertAlive(exchange);
    return exchange;
  }

  /** Hears of each request that was sent and what became of it, without its secrets; not of what was sent as bytes. */
  protected abstract remember(exchange: Exchange): void;

  #remembered(raw: Exchange): Exchange {
    const exchange = this.#kept(raw);
    this.remember(exchange);
    return exchange;
  }

  #kept(raw: Exchange): Exchange {
    const exchange = this.mask.exchange(raw);
    try {
      this.#keep(exchange);
    } catch (error) {
      // What cannot be kept is no evidence.
      this.#failure ??= error;
      this.stop('The evidence could not be written.');
    }
    this.#silent = SILENCE.includes(exchange.failure) ? this.#silent + 1 : 0;
    if (this.#silent === 0) this.#before = exchange.id;
    if (exchange.answer !== undefined && exchange.request.method === 'GET') this.#answered ??= exchange.request.url;
    return exchange;
  }

  /** Who does not answer may be one operation that hangs. The target is gone when it does not answer what it has answered before either. */
  async #assertAlive({ detail = 'no connection', id }: Pick<Exchange, 'detail' | 'id'>): Promise<void> {
    if (this.#silent < GONE_AFTER || this.ending.aborted) return;
    if (this.#answered !== undefined) {
      const silent = this.#silent;
      const { answer } = this.#remembered(await this.#client.send({ method: 'GET', path: this.#answered, timeoutMs: ALIVE_MS }));
      if (answer !== undefined) return;
      this.#silent = silent;
    }
    this.#died ??= { behind: this.#before, reason: detail };
    this.stop(`The target stopped answering behind ${this.#before ?? 'nothing'}: ${detail} (${id}).`);
  }
}
