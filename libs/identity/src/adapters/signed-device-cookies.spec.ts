import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Clock } from '@plumbline/config';
import { DEVICE_KNOWN_MS } from '../domain/login-limits.js';
import { SignedDeviceCookies } from './signed-device-cookies.js';

class SettableClock extends Clock {
  at = Date.parse('2026-03-14T09:00:00.000Z');
  override now(): Date {
    return new Date(this.at);
  }
}

const MASTER = randomBytes(32);
const ADA = 'YWRh';
const BOB = 'Ym9i';

describe('a device cookie', () => {
  const clock = new SettableClock();
  const cookies = new SignedDeviceCookies(MASTER, clock);

  it('is known for its account alone, and each device has its own nonce', () => {
    const mark = cookies.issue(ADA);
    expect(cookies.read(mark, ADA)).toMatch(/^[\w-]{22}$/);
    expect(cookies.read(mark, BOB)).toBeUndefined();
    expect(cookies.read(cookies.issue(ADA), ADA)).not.toBe(cookies.read(mark, ADA));
  });

  it('does not show its account', () => {
    expect(cookies.issue(ADA)).not.toContain(ADA);
  });

  it('is forgotten after 180 days', () => {
    const mark = cookies.issue(ADA);
    clock.at += DEVICE_KNOWN_MS - 1_000;
    expect(cookies.read(mark, ADA)).toBeDefined();
    clock.at += 1_000;
    expect(cookies.read(mark, ADA)).toBeUndefined();
  });

  it('is not known when any one character was changed', () => {
    const mark = cookies.issue(ADA);
    for (let at = 0; at < mark.length - 1; at += 1) {
      const other = mark[at] === '8' ? '9' : '8';
      expect(cookies.read(mark.slice(0, at) + other + mark.slice(at + 1), ADA)).toBeUndefined();
    }
  });

  it('is not known when another key signed it, or when it is none', () => {
    expect(cookies.read(new SignedDeviceCookies(randomBytes(32), clock).issue(ADA), ADA)).toBeUndefined();
    for (const text of [undefined, '', '..', 'a.b.c', `${'A'.repeat(22)}.9999999999.${'A'.repeat(43)}`]) expect(cookies.read(text, ADA)).toBeUndefined();
  });
});
