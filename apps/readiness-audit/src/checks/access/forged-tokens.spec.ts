import { createHmac, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { confused, forgedWithoutKey, guessedSecret, type Jwt, readJwt, signedWith } from './forged-tokens.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const CLAIMS = { sub: '7', exp: 4_102_444_800, aud: 'people' };

function hmacToken(secret: string): string {
  const text = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(CLAIMS)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const read = (token: string): Jwt => {
  const jwt = readJwt(token);
  if (jwt === undefined) throw new Error('It is no JWT.');
  return jwt;
};

describe('forged tokens', () => {
  it('differ from the genuine one, and each is a token', () => {
    const genuine = hmacToken('nobody guesses this one');
    const forged = forgedWithoutKey(read(genuine));
    expect(new Set(forged.map(({ token }) => token)).size).toBe(forged.length);
    for (const { token } of forged) {
      expect(token).not.toBe(genuine);
      expect(readJwt(token)).toBeDefined();
    }
    expect(read(forged.find(({ name }) => name === 'alg none')?.token ?? '')).toMatchObject({ header: { alg: 'none' }, claims: CLAIMS, signature: '' });
  });

  it('are made of a published key as a careless library would verify them', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
    const [first] = confused(read(hmacToken('nobody guesses this one')), [jwk, { kty: 'nonsense' }]);
    const { header, text, signature } = read(first?.token ?? '');
    expect(header).toMatchObject({ alg: 'HS256', kid: 'k1' });
    expect(signature).toBe(createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' })).update(text).digest('base64url'));
  });

  it('tell a secret that stands in tutorials from one that does not', () => {
    expect(guessedSecret(read(hmacToken('secret')))).toBe('secret');
    expect(guessedSecret(read(hmacToken('nobody guesses this one')))).toBeUndefined();
  });

  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)('are signed with %s as the service signs, each with one claim changed', (alg) => {
    const { publicKey, privateKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : alg === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const text = `${encoded({ alg })}.${encoded(CLAIMS)}`;
    const genuine = read(`${text}.${sign('sha256', Buffer.from('any'), generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey).toString('base64url')}`);
    const made = signedWith(genuine, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 1_700_000_000);
    const control = read(made?.control ?? '');
    const key = { key: publicKey, ...(alg === 'ES256' ? { dsaEncoding: 'ieee-p1363' as const } : alg === 'PS256' ? { padding: 6, saltLength: -1 } : {}) };
    expect(verify(alg === 'EdDSA' ? null : 'sha256', Buffer.from(control.text), key, Buffer.from(control.signature, 'base64url'))).toBe(true);
    expect(control.claims).toEqual(CLAIMS);
    expect(made?.wrong.map(({ name }) => name)).toEqual(['expired a day ago', 'of another audience']);
  });

  it('are none where a key does not fit or a token is no JWT', () => {
    expect(signedWith({ ...read(hmacToken('x')), header: { alg: 'RS256' } }, 'no key', 0)).toBeUndefined();
    for (const token of ['', 'opaque', 'a.b.c', 'a.b.c.d.e', `${encoded([])}.${encoded({})}.x`]) expect(readJwt(token)).toBeUndefined();
  });
});
