import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ChainedRefreshTokens } from './chained-refresh-tokens.js';

const SESSION = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e91';
const OTHER = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e92';
const MASTER = randomBytes(32);
const tokens = new ChainedRefreshTokens(MASTER);

describe('a refresh token', () => {
  it('names its session and has a hash that does not show it', () => {
    const { token, hash } = tokens.first(SESSION);
    expect(tokens.read(token)).toEqual({ sessionId: SESSION, hash, secret: expect.any(Buffer) });
    expect(token).not.toContain(hash);
    expect(tokens.first(SESSION).token).not.toBe(token);
  });

  it('is not read when any one character was changed', () => {
    const { token } = tokens.first(SESSION);
    for (let at = 0; at < token.length - 1; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(tokens.read(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
    }
  });

  it('is not read when another key made it', () => {
    expect(new ChainedRefreshTokens(randomBytes(32)).read(tokens.first(SESSION).token)).toBeUndefined();
  });

  it.each(['', 'x', 'A'.repeat(86), 'A'.repeat(87), '$'.repeat(86), `${'A'.repeat(85)}=`])('is not read out of %j', (text) => {
    expect(tokens.read(text)).toBeUndefined();
  });
});

describe('a successor', () => {
  const presented = tokens.read(tokens.first(SESSION).token)!;
  const salt = tokens.salt();

  it('is the same for each who presents the token, also in another process', () => {
    const successor = tokens.successor(presented, salt);
    expect(new ChainedRefreshTokens(MASTER).successor(presented, salt)).toEqual(successor);
    expect(tokens.read(successor.token)).toMatchObject({ sessionId: SESSION, hash: successor.hash });
  });

  it('is another one for another salt, token, session or key', () => {
    const all = [
      tokens.successor(presented, salt),
      tokens.successor(presented, tokens.salt()),
      tokens.successor({ ...presented, secret: randomBytes(32) }, salt),
      tokens.successor({ ...presented, sessionId: OTHER }, salt),
      new ChainedRefreshTokens(randomBytes(32)).successor(presented, salt),
    ];
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(all.length);
  });
});
