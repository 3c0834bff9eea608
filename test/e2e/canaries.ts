/** Something that must not be readable where it is kept. */
export interface Canary {
  /** What it is, for whoever reads the failure. */
  readonly what: string;
  readonly forms: readonly string[];
}

const SHORTEST = 8;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The bytes behind a secret in base 32 (RFC 4648), as an authenticator keeps it. */
export function fromBase32(text: string): Buffer {
  const bits = [...text.toLowerCase().replace(/=+$/, '')].map((digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The part of a value's base 64 that is the same whatever stands before and behind it, for each of the three places at which it may begin. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((before * 8) / 6), whole);
  });
}

/** Everything that a value may look like to who searches bytes, in lower case as Latin-1. */
function formsOf(bytes: Buffer): string[] {
  const text = bytes.toString('utf8');
  const base64 = base64Forms(bytes);
  const all = [bytes.toString('latin1'), ...base64, ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')), bytes.toString('hex'), encodeURIComponent(text), bytes.toString('utf16le'), Buffer.from(text, 'utf16le').toString('latin1')];
  return [...new Set(all.map((form) => form.toLowerCase()).filter((form) => form.length >= SHORTEST))];
}

/** @param values what it is, also in parts; shorter than eight characters proves nothing. @throws Error for such a one. */
export function canary(what: string, ...values: readonly (string | Buffer)[]): Canary {
  for (const value of values) if (value.length < SHORTEST) throw new Error(`The canary for ${what} is too short: ${String(value)}`);
  return { what, forms: [...new Set(values.flatMap((value) => formsOf(Buffer.from(value as string))))] };
}

/** What is found in bytes: names of canaries. */
export function foundIn(bytes: Buffer | string, canaries: readonly Canary[]): readonly string[] {
  const text = (typeof bytes === 'string' ? bytes : bytes.toString('latin1')).toLowerCase();
  return canaries.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ what }) => what);
}
