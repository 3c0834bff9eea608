import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Between a signature's time and ours, either way. docs.stripe.com/webhooks#replay-attacks */
export const TOLERANCE_S = 300;
/** Stripe sends one a secret; more than this is nobody's. */
const MOST_SIGNATURES = 16;
const HEX_BYTES = 64;

/** Signing secrets, ready for use. */
export function signingKeys(secrets: readonly string[]): readonly KeyObject[] {
  return secrets.map((secret) => createSecretKey(Buffer.from(secret, 'utf8')));
}

interface SignatureHeader {
  readonly timestamp: string;
  readonly signatures: readonly Buffer[];
}

/** `t=1700000000,v1=hex,v1=hex,v0=...`: other schemes than v1 are left out, so that nobody chooses a weaker one. */
function parsed(header: string): SignatureHeader | undefined {
  const pairs = header.split(',').map((part) => part.split('=', 2) as [string, string?]);
  const timestamps = pairs.filter(([name]) => name.trim() === 't').map(([, value = '']) => value.trim());
  const signatures = pairs.filter(([name]) => name.trim() === 'v1').map(([, value = '']) => value.trim());
  const [timestamp = ''] = timestamps;
  if (timestamps.length !== 1 || !/^\d{1,12}$/.test(timestamp) || signatures.length > MOST_SIGNATURES) return undefined;
  return { timestamp, signatures: signatures.filter((hex) => hex.length === HEX_BYTES && /^[0-9a-f]+$/.test(hex)).map((hex) => Buffer.from(hex, 'hex')) };
}

/**
 * Whether one of the secrets signed these bytes within the last five minutes: HMAC-SHA-256 of `timestamp.body`, compared in constant
 * time with every secret, so that the time tells nothing. A time that is too far ahead is refused as one too long ago is.
 * docs.stripe.com/webhooks#verify-manually
 */
export function isSigned(body: Buffer, header: string, keys: readonly KeyObject[], now: Date): boolean {
  const told = parsed(header);
  if (told === undefined) return false;
  const isFresh = Math.abs(now.getTime() / 1_000 - Number(told.timestamp)) <= TOLERANCE_S;
  let matches = 0;
  for (const key of keys) {
    const expected = createHmac('sha256', key).update(`${told.timestamp}.`).update(body).digest();
    for (const signature of told.signatures) if (timingSafeEqual(expected, signature)) matches += 1;
  }
  return isFresh && matches > 0;
}
