// Checks a Plumbline certificate offline: by its signature and the published keys alone. It uses nothing but Node's built-in modules and
// knows nothing of the service; docs/certificates.md describes the format, so that the same can be written in any language.
//   node tools/verify-certificate.mjs CERTIFICATE --keys KEYS [--at 2026-05-01T00:00:00Z]
// CERTIFICATE: a file, or - for stdin, with the signed text, alone or as the member `jws` of a JSON object (the answer of a check).
// KEYS: a file or the address of the key set (https, unless it is your own machine's). Exit code: 0 the certificate is good, 1 it is not, 2 it could not be checked.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const TYPE = 'plumbline-certificate+jws';
const USAGE = 'Usage: node tools/verify-certificate.mjs CERTIFICATE|- --keys FILE_OR_URL [--at DATE]';

/** Why a certificate is not good. */
class Refused extends Error {}

/** @param {string} part @param {string} what */
function decoded(part, what) {
  const bytes = Buffer.from(part, 'base64url');
  // Base64url has spare bits at its end: only the canonical spelling is taken (RFC 4648 section 3.5).
  if (bytes.toString('base64url') !== part) throw new Refused(`The ${what} is not base64url.`);
  return bytes;
}

/** @param {string} part @param {string} what @returns {Record<string, any>} */
function object(part, what) {
  const text = decoded(part, what).toString('utf8');
  try {
    return Object.assign(Object.create(null), JSON.parse(text));
  } catch {
    throw new Refused(`The ${what} is not JSON.`);
  }
}

/** The claims of a text whose signature is right. @param {string} jws @param {{ kid: string, kty: string, crv: string, x: string }[]} keys @returns {Record<string, any>} */
function claimsOf(jws, keys) {
  const parts = jws.split('.');
  if (parts.length !== 3) throw new Refused('This is not a compact JWS of three parts.');
  const [head = '', body = '', signature = ''] = parts;
  const { alg, typ, kid, crit } = object(head, 'header');
  if (alg !== 'EdDSA') throw new Refused(`The algorithm is ${JSON.stringify(alg)}; certificates are signed with EdDSA only.`);
  if (typ !== TYPE || crit !== undefined) throw new Refused(`The type is ${JSON.stringify(typ)}; a certificate is ${TYPE}.`);
  const key = keys.find((one) => one.kid === kid && one.kty === 'OKP' && one.crv === 'Ed25519');
  if (key === undefined) throw new Refused(`The key ${JSON.stringify(kid)} is not in the key set.`);
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.x }, format: 'jwk' });
  const claims = object(body, 'payload');
  if (!verify(null, Buffer.from(`${head}.${body}`), publicKey, decoded(signature, 'signature'))) throw new Refused('The signature does not fit: the text was changed, or somebody else signed it.');
  return { ...claims, kid };
}

/** @param {Record<string, any>} claims @param {number} at seconds since 1970. */
function assertInTime({ nbf, exp }, at) {
  /** @param {number} seconds */
  const day = (seconds) => new Date(seconds * 1000).toISOString();
  if (typeof nbf !== 'number' || typeof exp !== 'number') throw new Refused('It does not say from when until when it is valid.');
  if (at < nbf) throw new Refused(`It is not valid before ${day(nbf)}.`);
  if (at >= exp) throw new Refused(`It expired at ${day(exp)}.`);
}

/** @param {string} source */
async function read(source) {
  if (source === '-') return readFileSync(0, 'utf8');
  if (!/^https?:\/\//.test(source)) return readFileSync(source, 'utf8');
  const answer = await fetch(source, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${source} answered ${answer.status}.`);
  return answer.text();
}

async function main() {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { keys: { type: 'string' }, at: { type: 'string' } } });
  const at = Date.parse(values.at ?? new Date().toISOString()) / 1000;
  const [source, ...more] = positionals;
  if (source === undefined || more.length > 0 || values.keys === undefined || Number.isNaN(at)) throw new Error(USAGE);
  const [text, keySet] = [await read(source), await read(values.keys)];
  const jws = (text.trimStart().startsWith('{') ? String(JSON.parse(text).jws) : text).replaceAll(/\s+/g, '');
  const claims = claimsOf(jws, JSON.parse(keySet).keys);
  assertInTime(claims, at);
  const { number, name, verifiedFloor, catalogueVersion, exp, iss, kid, check } = claims;
  console.log(`Good: ${number}, ${name}, at least ${verifiedFloor} % of catalogue version ${catalogueVersion} verified, valid until ${new Date(exp * 1000).toISOString()}.`);
  console.log(`Signed by ${iss} with key ${kid}. Whether it was revoked since is known at ${check} only.`);
}

main().catch((error) => {
  console.error(error instanceof Refused ? `Not good: ${error.message}` : `Could not be checked: ${error.message}`);
  process.exitCode = error instanceof Refused ? 1 : 2;
});
