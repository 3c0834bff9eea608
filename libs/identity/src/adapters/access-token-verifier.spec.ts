import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Clock, TimeOrderedIds } from '@plumbline/config';
import { AccessTokenVerifier } from './access-token-verifier.js';
import { SignedAccessTokens } from './signed-access-tokens.js';
import { type SigningKey, signingKeys } from '@plumbline/signatures';

const NOW = new Date('2026-03-14T09:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;
const ISSUER = 'https://plumbline.example';
const USER = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90';
const SESSION = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e91';
const CLAIMS = { iss: ISSUER, aud: 'plumbline', sub: USER, sid: SESSION, iat: SECONDS, exp: SECONDS + 600 };
const HEADER = { alg: 'EdDSA', typ: 'at+jwt', kid: 't2' };
const refused = expect.objectContaining({ type: expect.objectContaining({ code: 'UNAUTHENTICATED' }) });

class FixedClock extends Clock {
  override now(): Date {
    return NOW;
  }
}

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const keys = signingKeys([{ id: 't2', bytes: randomBytes(32) }, { id: 't1', bytes: randomBytes(32) }]) as [SigningKey, SigningKey];
const [current, former] = keys;

/** A token with these parts, signed as we would. */
function forge(claims: unknown = CLAIMS, header: unknown = HEADER, key: SigningKey['privateKey'] = current.privateKey): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

const verifier = new AccessTokenVerifier(ISSUER, keys);
const verify = (token: string) => verifier.verify(token);

describe('a token that we issue', () => {
  let token: string;

  beforeAll(async () => {
    const tokens = new SignedAccessTokens(ISSUER, current, new FixedClock(), new TimeOrderedIds());
    const issued = await tokens.issue({ userId: USER, sessionId: SESSION, roles: ['client'], endsAt: new Date(NOW.getTime() + 86_400_000) });
    expect(issued.expiresIn).toBe(600);
    token = issued.token;
  });

  it('is understood', () => {
    expect(verify(token)).toEqual({ userId: USER, sessionId: SESSION, notBefore: (SECONDS - 5) * 1000, expiresAt: (SECONDS + 600) * 1000 });
  });

  it('has the members of RFC 9068', () => {
    const [header = '', payload = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(HEADER);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({ ...CLAIMS, client_id: 'plumbline', roles: ['client'], jti: expect.any(String) });
  });

  it('does not outlive its session', async () => {
    const tokens = new SignedAccessTokens(ISSUER, current, new FixedClock(), new TimeOrderedIds());
    const issued = await tokens.issue({ userId: USER, sessionId: SESSION, roles: [], endsAt: new Date(NOW.getTime() + 5_000) });
    expect(issued.expiresIn).toBe(5);
    expect(verify(issued.token).expiresAt).toBe(NOW.getTime() + 5_000);
  });

  it('is refused with any one character changed', () => {
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(() => verify(token.slice(0, at) + other + token.slice(at + 1))).toThrow(refused);
    }
  });
});

describe('a key ring', () => {
  it('still takes tokens of the key that signed before', () => {
    expect(verify(forge(CLAIMS, { ...HEADER, kid: 't1' }, former.privateKey)).userId).toBe(USER);
  });

  it('refuses a token whose kid names another key than signed it', () => {
    expect(() => verify(forge(CLAIMS, { ...HEADER, kid: 't1' }))).toThrow(refused);
  });
});

const stranger = generateKeyPairSync('ed25519').privateKey;
const publicBytes = current.publicKey.export({ format: 'der', type: 'spki' });
const hs256 = (header: unknown) => {
  const signed = `${part(header)}.${part(CLAIMS)}`;
  return `${signed}.${createHmac('sha256', publicBytes).update(signed).digest('base64url')}`;
};

describe('a forged header is refused:', () => {
  it.each([
    ['alg none without a signature', `${part({ ...HEADER, alg: 'none' })}.${part(CLAIMS)}.`],
    ['alg none with our signature', forge(CLAIMS, { ...HEADER, alg: 'none' })],
    ['alg nOnE', forge(CLAIMS, { ...HEADER, alg: 'nOnE' })],
    ['HS256 keyed with our public key', hs256({ ...HEADER, alg: 'HS256' })],
    ['HS256 under an EdDSA header', hs256(HEADER)],
    ['ES256', forge(CLAIMS, { ...HEADER, alg: 'ES256' })],
    ['a missing alg', forge(CLAIMS, { typ: 'at+jwt', kid: 't2' })],
    ['typ JWT, as an id token has', forge(CLAIMS, { ...HEADER, typ: 'JWT' })],
    ['no typ', forge(CLAIMS, { alg: 'EdDSA', kid: 't2' })],
    ['no kid', forge(CLAIMS, { alg: 'EdDSA', typ: 'at+jwt' })],
    ['an unknown kid', forge(CLAIMS, { ...HEADER, kid: 't3' })],
    ['a kid that is a path', forge(CLAIMS, { ...HEADER, kid: '../../../dev/null' })],
    ['a kid that is a query', forge(CLAIMS, { ...HEADER, kid: "t2' OR '1'='1" })],
    ['a kid that is a member of every object', forge(CLAIMS, { ...HEADER, kid: '__proto__' })],
    ['a key of the sender in jwk', forge(CLAIMS, { ...HEADER, jwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' } }, stranger)],
    ['a key to be fetched in jku', forge(CLAIMS, { ...HEADER, jku: 'https://evil.example/jwks.json' }, stranger)],
    ['an extension in crit', forge(CLAIMS, { ...HEADER, crit: ['exp'] })],
    ['an unencoded payload (b64: false)', forge(CLAIMS, { ...HEADER, b64: false, crit: ['b64'] })],
    ['members in another order', forge(CLAIMS, { typ: 'at+jwt', alg: 'EdDSA', kid: 't2' })],
    ['a stranger\'s signature', forge(CLAIMS, HEADER, stranger)],
  ])('%s', (_, token) => {
    expect(() => verify(token)).toThrow(refused);
  });
});

describe('claims that are not for us are refused:', () => {
  it.each([
    ['another audience', { ...CLAIMS, aud: 'somebody-else' }],
    ['a list of audiences', { ...CLAIMS, aud: ['plumbline', 'somebody-else'] }],
    ['no audience', { ...CLAIMS, aud: undefined }],
    ['another issuer', { ...CLAIMS, iss: 'https://plumbline.example.evil' }],
    ['our issuer with a slash', { ...CLAIMS, iss: `${ISSUER}/` }],
    ['no subject', { ...CLAIMS, sub: undefined }],
    ['a subject that is an operator', { ...CLAIMS, sub: { $ne: '' } }],
    ['a subject that is no id', { ...CLAIMS, sub: 'admin' }],
    ['no session', { ...CLAIMS, sid: undefined }],
    ['no expiry', { ...CLAIMS, exp: undefined }],
    ['an expiry in words', { ...CLAIMS, exp: '9999999999' }],
    ['an endless expiry', { ...CLAIMS, exp: 1e300 }],
    ['no time of issue', { ...CLAIMS, iat: undefined }],
    ['a not-before that is no number', { ...CLAIMS, nbf: 'now' }],
  ])('%s', (_, claims) => {
    expect(() => verify(forge(claims))).toThrow(refused);
  });

  it('tells from when a token is good', () => {
    expect(verify(forge({ ...CLAIMS, nbf: SECONDS + 60 })).notBefore).toBe((SECONDS + 55) * 1000);
    expect(verify(forge({ ...CLAIMS, iat: SECONDS + 60 })).notBefore).toBe((SECONDS + 55) * 1000);
  });
});

describe('text that is no token is refused:', () => {
  const good = forge();
  it.each([
    ['nothing', ''],
    ['dots', '...'],
    ['one part', 'abc'],
    ['two parts', good.slice(0, good.lastIndexOf('.'))],
    ['four parts', `${good}.${part('x')}`],
    ['padding', `${good}=`],
    ['a blank behind it', `${good} `],
    ['a second spelling of the signature', good.slice(0, -1) + (good.endsWith('A') ? 'B' : good.endsWith('Q') ? 'R' : good.endsWith('g') ? 'h' : 'x')],
    ['an empty signature', `${good.slice(0, good.lastIndexOf('.'))}.`],
    ['a huge payload', forge({ ...CLAIMS, pad: 'x'.repeat(3_000) })],
    ['two megabytes', 'A'.repeat(2_000_000)],
    ['letters beyond Latin-1', good.replace('.', '.\u{1F98A}')],
    ['an encrypted token', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXY.Y3Q.dGFn'],
  ])('%s', (_, token) => {
    expect(() => verify(token)).toThrow(refused);
  });
});
