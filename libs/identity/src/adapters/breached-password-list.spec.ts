import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { BreachedPasswordList } from './breached-password-list.js';
import list from './breached-passwords.json' with { type: 'json' };

describe('the list of breached passwords', () => {
  const breached = new BreachedPasswordList();

  it('has more than 100,000 entries in order, each once', () => {
    const entries = Buffer.from(list.entries, 'base64');
    expect(list.count).toBeGreaterThan(100_000);
    expect(entries).toHaveLength(list.count * list.bytes);
    const at = (index: number) => entries.subarray(index * list.bytes, (index + 1) * list.bytes);
    let unordered = 0;
    for (let index = 1; index < list.count; index += 1) if (Buffer.compare(at(index - 1), at(index)) >= 0) unordered += 1;
    expect(unordered).toBe(0);
  });

  it.each(['qwertyuiop', '1234567890', 'Password123', 'MANCHESTER', '1qaz2wsx3edc', 'basketball'])('knows %s, whatever its capitals', (password) => {
    expect(breached.includes(password)).toBe(true);
  });

  it.each(['plumb line in the wind', 'weather vane on the barn', 'x7!kQ0pL2zR9'])('does not know %s', (password) => {
    expect(breached.includes(password)).toBe(false);
  });

  it('takes none of 20,000 random ones for breached', () => {
    const mistaken = Array.from({ length: 20_000 }, () => randomBytes(12).toString('base64url')).filter((password) => breached.includes(password));
    expect(mistaken).toEqual([]);
  });
});
