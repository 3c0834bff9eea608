// What every journey needs: a plain HTTP client, steps that are printed, mails that are read. Built-in modules only, no code of the application.
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';

const TIMEOUT_MS = 15_000;
const MOST_PATIENCE_SECONDS = 61;
/** Often enough to be prompt, seldom enough for the rate limit. */
const LOOK_EVERY_MS = 250;

/** What a step expected and did not get. */
export class Failure extends Error {}

/** @param {unknown} holds @param {string} sentence @returns {asserts holds} */
export function expect(holds, sentence) {
  if (!holds) throw new Failure(sentence);
}

/**
 * @typedef {object} Answer
 * @property {string} method
 * @property {string} path
 * @property {number} status
 * @property {Headers} headers
 * @property {string | null} etag
 * @property {any} json undefined when it is none
 * @property {Buffer} bytes
 */

/** Somebody with a client of their own. */
export class Caller {
  /** @type {string | undefined} */
  token;

  /** @param {string} base address of the service */
  constructor(base) {
    this.base = base;
  }

  /**
   * Sends a request and waits out a rate limit, as a well-behaved client does.
   * @param {string} method
   * @param {string} path within `/api/v1/`, or from the root when it begins with a slash
   * @param {{ body?: any, type?: string, headers?: Record<string, string> }} [request]
   * @returns {Promise<Answer>}
   */
  async call(method, path, request = {}) {
    for (;;) {
      const answer = await this.#send(method, path, request);
      const patience = Number(answer.headers.get('retry-after'));
      if (answer.status !== 429 || !(patience > 0 && patience <= MOST_PATIENCE_SECONDS)) return answer;
      process.stdout.write(`    (429: waiting ${patience} s, as Retry-After says)\n`);
      await delay(patience * 1_000);
    }
  }

  /** @returns {Promise<Answer>} */
  async #send(method, path, { body, type, headers = {} }) {
    const isForm = body instanceof URLSearchParams;
    const text = body === undefined || isForm || body instanceof FormData ? body : JSON.stringify(body);
    const media = type ?? (isForm ? 'application/x-www-form-urlencoded' : 'application/json');
    const answer = await fetch(new URL(path.startsWith('/') ? path : `/api/v1/${path}`, this.base), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/json',
        ...(text === undefined || text instanceof FormData ? {} : { 'content-type': media }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body: text,
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const json = /json/.test(answer.headers.get('content-type') ?? '') && bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined;
    return { method, path, status: answer.status, headers: answer.headers, etag: answer.headers.get('etag'), json, bytes };
  }

  /** The token of the link in the newest mail to somebody, which a service without an SMTP server shows at /dev/mails. @param {string} address */
  async linkInMail(address) {
    const mail = await this.mailTo(address, (text) => /token=[\w-]+/.test(text));
    return /** @type {string} */ (/token=([\w-]+)/.exec(mail)?.[1]);
  }

  /** The text of the newest mail to somebody that `wanted` takes. @param {string} address @param {(text: string) => boolean} wanted */
  async mailTo(address, wanted) {
    const found = await within(TIMEOUT_MS, async () => {
      const answer = await this.call('GET', `/dev/mails?format=json&to=${encodeURIComponent(address)}`);
      expect(answer.status === 200, `read the mail: /dev/mails answered ${answer.status}. The journey needs a service that keeps its mails: outside production, without SMTP_URL.`);
      return answer.json.items.map(({ text }) => text).find(wanted);
    });
    expect(found !== undefined, `read the mail: none came to ${address} within ${TIMEOUT_MS / 1000} s.`);
    return found;
  }
}

/** Asks until there is an answer. @template T @param {number} limitMs @param {() => Promise<T | undefined>} ask @returns {Promise<T | undefined>} undefined when the time is up */
export async function within(limitMs, ask) {
  const begun = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() - begun > limitMs) return answer;
    await delay(LOOK_EVERY_MS);
  }
}

let steps = 0;

/**
 * One step: the call must answer `status`; `learn` looks at the answer and says what it shows.
 * @param {string} title
 * @param {number} status
 * @param {() => Promise<Answer>} calling
 * @param {(answer: Answer) => string} learn
 */
export async function step(title, status, calling, learn) {
  const answer = await calling();
  const code = answer.json?.code === undefined ? '' : ` ${answer.json.code}`;
  if (answer.status !== status) throw new Failure(`${title}: ${answer.method} ${answer.path} answered ${answer.status}${code} instead of ${status}. ${answer.json?.detail ?? ''} ${JSON.stringify(answer.json?.errors ?? '')}`);
  const lesson = learn(answer);
  told(`${answer.status}${code}  ${title}: ${lesson}`);
  return answer;
}

/** A step of several calls, or of none. @param {string} text */
export function told(text) {
  steps += 1;
  process.stdout.write(`${String(steps).padStart(2)}  ${text}\n`);
}

/** Runs a journey: exit code 0, or one line with what failed and exit code 1. @param {string} base @param {() => Promise<void>} journey */
export async function run(base, journey) {
  try {
    await journey();
    process.stdout.write(`Done: ${steps} steps.\n`);
  } catch (error) {
    const what = error instanceof Failure ? error.message : `${base} cannot be used: ${error.cause?.message || error.cause?.code || error.message}`;
    process.stderr.write(`Failed after step ${steps}. ${what.trim()}\n`);
    process.exitCode = 1;
  }
}

/** @param {string | undefined} base @param {string} usage */
export function requireAddress(base, usage) {
  if (base !== undefined && /^https?:\/\//.test(base)) return base;
  process.stderr.write(`Usage: ${usage}    (for example http://localhost:3000)\n`);
  process.exit(1);
}

/**
 * The options of a journey; anything else is answered with its usage, exit 1.
 * @param {string} usage
 * @param {Record<string, { type: 'string' }>} options
 * @returns {{ base: string, values: Record<string, string | undefined> }}
 */
export function readOptions(usage, options) {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    return { base: requireAddress(positionals[0], usage), values: /** @type {Record<string, string | undefined>} */ (values) };
  } catch {
    return { base: requireAddress(undefined, usage), values: {} };
  }
}

/** @param {{ floor: number, ceiling: number, coverage: number } | null} band */
export const percent = (band) => (band === null ? 'nothing to judge' : `${band.floor} to ${band.ceiling} %, coverage ${band.coverage} %`);
