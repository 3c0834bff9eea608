import { describe, expect, it } from '@jest/globals';
import { RandomApiKeys } from './random-api-keys.js';
import { RandomLoginTickets } from './random-login-tickets.js';
import { RandomRecoveryCodes } from './random-recovery-codes.js';

describe('recovery codes', () => {
  const recoveryCodes = new RandomRecoveryCodes();

  it('are ten, grouped, and of letters that nobody mistakes', () => {
    const { codes, hashes } = recoveryCodes.issue('u1');
    expect([new Set(codes).size, new Set(hashes).size]).toEqual([10, 10]);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  });

  it('use every character of the alphabet, none much more often than another', () => {
    const drawn = Array.from({ length: 200 }, () => recoveryCodes.issue('u1').codes.join('').replaceAll('-', '')).join('');
    const counts = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].map((character) => drawn.split(character).length - 1);
    // 1,000 of each are expected, with a deviation of 31.
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(250);
  });

  it('are known again however they are typed', () => {
    const fixed = new RandomRecoveryCodes((bytes) => Buffer.alloc(bytes, 0));
    const [code, hash] = [fixed.issue('u1').codes[0] as string, fixed.issue('u1').hashes[0]];
    expect(code).toBe('0000-0000-0000-0000');
    for (const typed of ['0000000000000000', 'oooo oooo oooo oooo', ' 0000-0000-0000-OOOO ']) expect(recoveryCodes.hashOf('u1', typed)).toBe(hash);
    expect(recoveryCodes.hashOf('u1', '0000-0000-0000-0001')).not.toBe(hash);
  });

  it('are stored so that equal codes of two people are not seen to be equal, under names that can stand in a path', () => {
    const [mine, yours] = ['u1', 'u2'].map((userId) => recoveryCodes.hashOf(userId, '7Q2M-K9XD-0TRW-H4VB'));
    expect(mine).not.toBe(yours);
    for (const hash of recoveryCodes.issue('u1').hashes) expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

describe('API keys', () => {
  const keys = new RandomApiKeys();

  it('have a prefix to be shown and 256 random bits, and are found by their hash', () => {
    const issued = Array.from({ length: 200 }, () => keys.issue());
    expect(new Set(issued.map(({ key }) => key)).size).toBe(200);
    for (const { key, prefix, hash } of issued) {
      expect(key).toMatch(/^plb_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
      expect(key.startsWith(`${prefix}_`)).toBe(true);
      expect(keys.hashOf(key)).toBe(hash);
      expect(hash).not.toContain(key.slice(13));
    }
  });

  it('have eight letters and digits in the prefix also when the dice give little', () => {
    const throws = [Buffer.alloc(12, 0xff), Buffer.from('abcdefghijkl'), Buffer.alloc(32)];
    expect(new RandomApiKeys(() => throws.shift() as Buffer).issue().prefix).toBe('plb_YWJjZGVm');
  });

  it.each(['plb_', 'plb_Zq3kX9aB', `plb_Zq3kX9aB_${'x'.repeat(42)}`, `plb_Zq3kX9aB_${'x'.repeat(44)}`, `plb_Zq3kX9aB_${'x'.repeat(42)}=`, `plb_Zq3k-9aB_${'x'.repeat(43)}`, `plb_Zq3kX9aB_${'x'.repeat(43)}\n`, `PLB_Zq3kX9aB_${'x'.repeat(43)}`])('are not of the form %j', (text) => {
    expect(keys.hashOf(text)).toBeUndefined();
  });
});

describe('login tickets', () => {
  const tickets = new RandomLoginTickets();

  it('are random, and stored as hashes', () => {
    const [first, second] = [tickets.issue(), tickets.issue()];
    expect(first.ticket).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(second.ticket).not.toBe(first.ticket);
    expect(tickets.hashOf(first.ticket)).toBe(first.hash);
    expect(first.hash).not.toBe(first.ticket);
  });
});
