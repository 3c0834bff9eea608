import { randomHex } from '../http/random-hex.js';

/** A place in a trace: W3C Trace Context, level 1 (section 3.2, the traceparent header). */
export interface TraceContext {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  readonly spanId: string;
  /** Whether the caller records this trace. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/**
 * Reads a `traceparent` header.
 * @returns undefined when it is to be ignored: malformed, upper case, version ff, an all-zero id, or version 00 with anything after its flags.
 * A later version is read as far as version 00 goes (section 4.3).
 */
export function parseTraceparent(header: string | readonly string[] | undefined): TraceContext | undefined {
  if (typeof header !== 'string') return undefined;
  const match = TRACEPARENT.exec(header);
  if (match === null) return undefined;
  const [, version, traceId, spanId, flags, rest] = match as unknown as [string, string, string, string, string, string | undefined];
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Writes a `traceparent` header, version 00. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

function newId(digits: number, forbidden: string): string {
  for (;;) {
    const id = randomHex(digits);
    if (id !== forbidden) return id;
  }
}

/** A random trace id: 32 hex digits. */
export function newTraceId(): string {
  return newId(32, NO_TRACE);
}

/** A random span id: 16 hex digits. */
export function newSpanId(): string {
  return newId(16, NO_SPAN);
}
