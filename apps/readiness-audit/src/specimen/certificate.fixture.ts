import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

/** DER, as much of it as a certificate needs. ITU-T X.690. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const inner = Buffer.concat(content);
  const size = inner.length < 128 ? [inner.length] : inner.length < 256 ? [0x81, inner.length] : [0x82, inner.length >> 8, inner.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), inner]);
}

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
/** GeneralizedTime, RFC 5280 section 4.1.2.5.2. */
const time = (at: Date): Buffer => der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
const NAME = sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from('specimen')))));
const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const DAY_MS = 86_400_000;

/** A certificate for 127.0.0.1 that has signed itself, and its key; PEM. RFC 5280 section 4.1. @param days until it ends */
export function selfSigned(days = 90): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const [from, until] = [new Date(Date.now() - 100 * DAY_MS), new Date(Date.now() + days * DAY_MS)];
  const addresses = sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))));
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1]));
  const told = sequence(version, serial, ECDSA_WITH_SHA256, NAME, sequence(time(from), time(until)), NAME, publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(addresses)));
  const signature = der(0x03, Buffer.from([0]), sign('sha256', told, createPrivateKey(key)));
  const body = sequence(told, ECDSA_WITH_SHA256, signature).toString('base64').replace(/.{1,64}/g, '$&\n');
  return { cert: `-----BEGIN CERTIFICATE-----\n${body}-----END CERTIFICATE-----\n`, key };
}
