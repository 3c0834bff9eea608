import { mayHideText } from './base64-hint.js';
import { isCardNumber, MASK, maskPlain } from './plain-secrets.js';

/** Members that are dropped whatever they hold. */
const SECRET_KEY = /pass(?:word|phrase|wd)|^pwd$|secret|token(?!s?(?:count|limit|used|budget)$)|authori[sz]ation|cookie|api[_-]?key(?!Id$)|credential|private[_-]?key|^otp$|^cv[cv]$|^pan$|^iban$|card[_-]?number/i;
/** How often an encoding may stand in an encoding. */
const MOST_LAYERS = 3;
const MOST_DEPTH = 12;

const PERCENT_ENCODED = /[^\s"'<>]*%[0-9a-f]{2}[^\s"'<>]*/gi;
/** Long enough for the shortest address; hex and UUIDs are told apart afterwards, as they stand in every line. */
const BASE64_RUN = /[A-Za-z\d+/_-]{8,}={0,2}/g;
const HEX_OR_NUMBER = /^[0-9a-f-]+$/i;

function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return Buffer.from(codes.replaceAll('%', ''), 'hex').toString('latin1');
    }
  });
}

/** Whether a run of base64 or base64url, begun at any of the four places a group can begin, hides something: a path such as `/confirm/am9…` is one run. */
function hidesSecret(run: string, layers: number): boolean {
  if (HEX_OR_NUMBER.test(run) || !mayHideText(run)) return false;
  for (let start = 0; start < 4; start += 1) {
    const decoded = Buffer.from(run.slice(start), 'base64').toString('latin1');
    if (maskEncoded(decoded, layers - 1) !== decoded) return true;
  }
  return false;
}

function maskEncoded(text: string, layers: number): string {
  let masked = maskPlain(text);
  if (layers === 0) return masked;
  if (masked.includes('%')) {
    masked = masked.replace(PERCENT_ENCODED, (part) => {
      const decoded = percentDecoded(part);
      const safe = maskEncoded(decoded, layers - 1);
      return safe === decoded ? part : safe;
    });
  }
  return masked.replace(BASE64_RUN, (run) => (run !== MASK && hidesSecret(run, layers) ? MASK : run));
}

function maskNumber(value: number | bigint): unknown {
  return isCardNumber(String(value)) ? MASK : value;
}

/** The same few names stand in every line. */
const knownKeys = new Map<string, string | undefined>();
const MOST_KNOWN_KEYS = 1_000;

/** @returns undefined when the member is to be dropped. */
function maskKey(key: string): string | undefined {
  if (knownKeys.has(key)) return knownKeys.get(key);
  const masked = SECRET_KEY.test(key) ? undefined : maskEncoded(key, MOST_LAYERS);
  if (knownKeys.size < MOST_KNOWN_KEYS) knownKeys.set(key, masked);
  return masked;
}

function maskEntries(value: object, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const name = maskKey(key);
    if (name !== undefined) masked[name] = maskAny(member, depth);
  }
  return masked;
}

function maskError(error: Error, depth: number): Record<string, unknown> {
  const cause = error.cause === undefined ? {} : { cause: maskAny(error.cause, depth) };
  return { ...maskEntries(error, depth), name: error.name, message: maskEncoded(error.message, MOST_LAYERS), stack: maskEncoded(error.stack ?? '', MOST_LAYERS), ...cause };
}

function maskAny(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskEncoded(value, MOST_LAYERS);
  if (typeof value === 'number' || typeof value === 'bigint') return maskNumber(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === MOST_DEPTH) return MASK;
  if (Array.isArray(value)) return value.map((item) => maskAny(item, depth + 1));
  return value instanceof Error ? maskError(value, depth + 1) : maskEntries(value, depth + 1);
}

/**
 * Replaces what is personal or secret by `[masked]`: e-mail addresses, card and phone numbers, credentials in URLs, bearer and API and refresh tokens, JWTs,
 * as they stand, percent-encoded or in base64, in strings, in numbers, in keys, in errors and their causes. Members with a telling name (password, cookie, ...) are left out.
 * Ids, UUIDs, timestamps, hashes in hex and other numbers stay.
 * @returns a string for a string; else plain data made anew, the argument is not changed.
 */
export function mask(value: string): string;
export function mask(value: unknown): unknown;
export function mask(value: unknown): unknown {
  return maskAny(value, 0);
}

/** Members that pino and the logger write themselves, of a form that cannot hide anything. */
const OWN_HEAD = /^\{"level":"[a-z]+","time":"[\dT:.Z-]+"(?:,"requestId":"[\w.-]+","traceId":"[0-9a-f]{32}"(?:,"userId":"[0-9a-f-]{36}"(?:,"apiKeyId":"[0-9a-f-]{36}")?)?)?/;

/**
 * Masks a serialised log line: the last thing that happens to it, so that nothing reaches the log around it.
 * @param line one JSON object and a newline, as pino writes it.
 */
export function maskLine(line: string): string {
  const head = OWN_HEAD.exec(line)?.[0] ?? '';
  try {
    const rest = head === '' ? line : `{${line.slice(head.length).replace(/^,/, '')}`;
    const masked = JSON.stringify(maskAny(JSON.parse(rest), 0));
    if (head === '') return `${masked}\n`;
    return `${head}${masked === '{}' ? '' : ','}${masked.slice(1)}\n`;
  } catch {
    return `${maskEncoded(line.trimEnd(), MOST_LAYERS)}\n`;
  }
}
