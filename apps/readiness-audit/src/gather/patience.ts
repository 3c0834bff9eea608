import { type Exchange, fieldOf, type Request } from '../http/exchange.ts';
import type { Lab } from './lab.ts';

/** Of one window; in ms. As the courier's own. */
const LONGEST_MS = 15_000;
/** Who says nothing of less is asked again no sooner; also what is added to what was told. */
const [LEAST_MS, MARGIN_MS] = [500, 50];
/** What is larger is a moment, in seconds since 1970, and no number of seconds. */
const MOMENT = 1_000_000_000;

/**
 * How long a refusal asks to wait until the window of its rate limit is over.
 * RFC 9110 section 10.2.3; draft-ietf-httpapi-ratelimit-headers-10 (`t`), its early drafts (`reset`), and the fields from before.
 * @returns ms; undefined where the refusal does not say
 */
export function windowLeft({ answer }: Exchange, now = Date.now()): number | undefined {
  const { headers = [] } = answer ?? {};
  const after = fieldOf(headers, 'retry-after');
  if (after !== undefined && Number.isNaN(Number(after))) return Number.isNaN(Date.parse(after)) ? undefined : Math.max(0, Date.parse(after) - now);
  const told = after ?? /\b(?:t|reset)=(\d+)/.exec(fieldOf(headers, 'ratelimit') ?? '')?.[1] ?? headers.find(([name]) => /^(?:x-)?rate-?limit-reset/i.test(name))?.[1];
  const seconds = Number(told ?? NaN);
  if (!(seconds >= 0)) return undefined;
  return seconds > MOMENT ? Math.max(0, seconds * 1_000 - now) : seconds * 1_000;
}

/** Waits out rate limits for one purpose, as long as it is worth. */
export class Patience {
  readonly #lab: Lab;
  #left: number;
  #isTried = false;

  /** @param ms that are waited in all */
  constructor(lab: Lab, ms: number) {
    this.#lab = lab;
    this.#left = ms;
  }

  /** Whether there was a window to wait for. */
  get isTried(): boolean {
    return this.#isTried;
  }

  /** Waits until the window of a 429 is over. @returns false at once where it does not say when, or where that is too long. @throws Unavailable when the run ends meanwhile */
  async outlast(refusal: Exchange): Promise<boolean> {
    const told = windowLeft(refusal);
    const wait = Math.max(LEAST_MS, (told ?? Infinity) + MARGIN_MS);
    if (wait > LONGEST_MS + MARGIN_MS || wait > this.#left) return false;
    this.#left -= wait;
    this.#isTried = true;
    await this.#lab.pause(wait);
    return true;
  }

  /** Sends a request, again behind each window in which it was refused. @returns the last exchange: a 429 where patience was at its end. @throws Unavailable */
  async send(request: Request): Promise<Exchange> {
    for (;;) {
      const exchange = await this.#lab.send(request, { waits: false });
      if (exchange.answer?.status !== 429 || !(await this.outlast(exchange))) return exchange;
    }
  }
}
