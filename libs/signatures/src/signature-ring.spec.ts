import { randomBytes, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { publishedKey, SignatureRing, signingKeys } from './index.js';

const TYP = 'thing+jws';
const key = (id: string) => ({ id, bytes: randomBytes(32) });
const first = key('c1');
const ring = new SignatureRing([first]);
const signed = ring.sign(TYP, { sub: 'firm', level: 3 });

function withHeader(header: object, jws = signed): string {
  const [, body, signature] = jws.split('.');
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), body, signature].join('.');
}

describe('a signed text', () => {
  it('is believed by the ring that signed it, and by its public half alone', () => {
    expect(ring.verify(TYP, signed)).toEqual({ ok: true, keyId: 'c1', payload: { sub: 'firm', level: 3 } });
    expect(ring.published).toEqual([publishedKey(signingKeys([first])[0] as never)]);
  });

  it('has the public key that RFC 8037 appendix A.2 gives for its example', () => {
    const known = signingKeys([{ id: 'rfc', bytes: Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url') }])[0];
    expect(publishedKey(known as never).x).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
  });

  it.each([
    ['alg none', withHeader({ alg: 'none', typ: TYP, kid: 'c1' }), 'algorithm'],
    ['alg HS256 with the public key as its secret', withHeader({ alg: 'HS256', typ: TYP, kid: 'c1' }), 'algorithm'],
    ['another type', ring.sign('other+jws', { sub: 'firm' }), 'type'],
    ['a critical extension', withHeader({ alg: 'EdDSA', typ: TYP, kid: 'c1', crit: ['exp'] }), 'type'],
    ['an unknown key', new SignatureRing([key('c9')]).sign(TYP, {}), 'unknown-key'],
    ['another key of the same id', new SignatureRing([key('c1')]).sign(TYP, {}), 'signature'],
    ['no signature', `${signed.split('.').slice(0, 2).join('.')}.`, 'malformed'],
    ['four parts', `${signed}.x`, 'malformed'],
    ['no JSON', 'YQ.YQ.YQ', 'malformed'],
    ['an array', `${Buffer.from('[]').toString('base64url')}.e30.YQ`, 'malformed'],
    ['far too much', `${'A'.repeat(70_000)}.e30.YQ`, 'malformed'],
    ['nothing', '', 'malformed'],
  ])('is refused: %s', (_what, jws, fault) => {
    expect(ring.verify(TYP, jws)).toEqual({ ok: false, fault });
  });

  it('is refused when any of its characters is another one', () => {
    for (let place = 0; place < signed.length; place += 1) {
      const other = signed[place] === 'A' ? 'B' : 'A';
      expect(ring.verify(TYP, signed.slice(0, place) + other + signed.slice(place + 1))).toMatchObject({ ok: false });
    }
  });
});

describe('rotation', () => {
  it('signs with the new key and believes the old one, also when only its public half is left', () => {
    const second = key('c2');
    const rotated = new SignatureRing([second, first]);
    expect(rotated.keyId).toBe('c2');
    expect(rotated.verify(TYP, signed)).toMatchObject({ ok: true, keyId: 'c1' });
    const publicHalf = Buffer.from(publishedKey(signingKeys([first])[0] as never).x, 'base64url');
    const retired = new SignatureRing([second], [{ id: 'c1', bytes: publicHalf }]);
    expect(retired.verify(TYP, signed)).toMatchObject({ ok: true, keyId: 'c1' });
    expect(retired.published.map(({ kid }) => kid)).toEqual(['c2', 'c1']);
    expect(new SignatureRing([second]).verify(TYP, signed)).toEqual({ ok: false, fault: 'unknown-key' });
  });

  it('needs a key', () => {
    expect(() => new SignatureRing([])).toThrow('A signature ring needs a key.');
  });

  it('takes no two keys of one id, so that no retired one takes the place of one in use', () => {
    expect(() => new SignatureRing([first], [{ id: first.id, bytes: randomBytes(32) }])).toThrow('Two keys of a signature ring have the same id.');
  });
});

describe('a published key', () => {
  it('has no private half', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(publishedKey({ id: 'k', publicKey })).toEqual({ kty: 'OKP', crv: 'Ed25519', x: publicKey.export({ format: 'jwk' }).x, kid: 'k', alg: 'EdDSA', use: 'sig' });
  });
});
