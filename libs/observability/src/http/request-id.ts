import type { IncomingHttpHeaders } from 'node:http';
import { mask } from '../masking/mask.js';
import { randomHex } from './random-hex.js';

const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;
/** Hex hides nothing. */
const UUID_OR_HEX = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/;
const VARIANT = '89ab';

let stampedAt = 0;
let stamp = '';

/** The first 48 bits of a UUIDv7, `xxxxxxxx-xxxx-`; made once a millisecond. */
function timeStamp(now: number): string {
  if (now !== stampedAt) {
    const hex = now.toString(16).padStart(12, '0');
    stamp = `${hex.slice(0, 8)}-${hex.slice(8)}-`;
    stampedAt = now;
  }
  return stamp;
}

/** A UUIDv7 (RFC 9562 section 5.7) without a counter: ids of the same millisecond are in no order, which a request id does not need. */
function newRequestId(): string {
  const random = randomHex(31);
  const variant = VARIANT[Number.parseInt(random.charAt(30), 16) & 3] as string;
  return `${timeStamp(Date.now())}7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

/**
 * The id of a request, for Fastify's `genReqId`: the client's `X-Request-Id` when it is well-formed, else a new one.
 * A value that looks personal or secret (a card number, a phone number, a token) is not taken over, as the id stands in log lines unmasked.
 */
export function requestId(raw: { readonly headers: IncomingHttpHeaders }): string {
  const offered = raw.headers['x-request-id'];
  if (typeof offered === 'string' && (UUID_OR_HEX.test(offered) || (WELL_FORMED.test(offered) && mask(offered) === offered))) return offered;
  return newRequestId();
}
