import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LINK_TOKEN_PATTERN } from '../domain/mail-links.js';
import { KeyedLinkTokens } from './keyed-link-tokens.js';

describe('tokens of links in mails', () => {
  const master = randomBytes(32);
  const tokens = new KeyedLinkTokens(master);
  const userId = randomUUID();
  const nonce = tokens.nonce();
  const token = tokens.token('passwordReset', userId, nonce);
  const matches = (text: string) => tokens.matches(text, 'passwordReset', userId, nonce);

  it('are the same each time, also in another process, and name the account', () => {
    expect(new KeyedLinkTokens(master).token('passwordReset', userId, nonce)).toBe(token);
    expect(token).toMatch(LINK_TOKEN_PATTERN);
    expect(tokens.userIdOf(token)).toBe(userId);
    expect(matches(token)).toBe(true);
  });

  it('are worth nothing for another purpose, account or nonce, or under another key', () => {
    expect(tokens.matches(token, 'verification', userId, nonce)).toBe(false);
    expect(tokens.matches(token, 'passwordReset', randomUUID(), nonce)).toBe(false);
    expect(tokens.matches(token, 'passwordReset', userId, tokens.nonce())).toBe(false);
    expect(new KeyedLinkTokens(randomBytes(32)).matches(token, 'passwordReset', userId, nonce)).toBe(false);
  });

  it('do not bear one changed character, in any place', () => {
    const changed = [...token].map((character, place) => `${token.slice(0, place)}${character === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`);
    expect(changed.filter(matches)).toEqual([]);
  });

  it.each(['', 'A', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}=`, `${'A'.repeat(62)}\n\n`])('are not read from %j', (text) => {
    expect(tokens.userIdOf(text)).toBeUndefined();
    expect(matches(text)).toBe(false);
  });

  it('have nonces of 128 bits, each another', () => {
    const nonces = new Set(Array.from({ length: 1_000 }, () => tokens.nonce()));
    expect(nonces.size).toBe(1_000);
    expect(Buffer.from(nonce, 'base64url')).toHaveLength(16);
  });
});
