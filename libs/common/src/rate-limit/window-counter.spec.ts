import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Limit } from './limit.js';
import { WindowCounter } from './window-counter.js';

const LIMIT: Limit = { name: 'test', quota: 10, windowSeconds: 60, blockSeconds: 0 };

function counterAt(limit: Limit = LIMIT, maxKeys?: number) {
  const time = { now: 0 };
  return { time, counter: new WindowCounter(limit, () => time.now, maxKeys) };
}

function hits(counter: WindowCounter, key: string, count: number): number {
  let allowed = 0;
  for (let n = 0; n < count; n += 1) if (counter.hit(key).allowed) allowed += 1;
  return allowed;
}

describe('WindowCounter', () => {
  it('allows the quota and no more, and says what is left', () => {
    const { counter, time } = counterAt();
    time.now = 18_000;
    expect(counter.hit('a')).toEqual({ allowed: true, remaining: 9, resetSeconds: 42, retryAfterSeconds: 0 });
    expect(hits(counter, 'a', 100)).toBe(9);
    expect(counter.hit('b').remaining).toBe(9);
  });

  it('does not allow twice the quota across the edge of a window', () => {
    const { counter, time } = counterAt();
    time.now = 59_999;
    expect(hits(counter, 'a', 100)).toBe(10);
    time.now = 60_001;
    expect(hits(counter, 'a', 100)).toBe(0);
  });

  it('gives the quota back by and by', () => {
    const { counter, time } = counterAt();
    hits(counter, 'a', 10);
    time.now = 90_000;
    expect(hits(counter, 'a', 100)).toBe(5);
    time.now = 180_000;
    expect(hits(counter, 'a', 100)).toBe(10);
  });

  it('looks without counting', () => {
    const { counter } = counterAt();
    for (let n = 0; n < 50; n += 1) counter.peek('a');
    expect(counter.peek('a').remaining).toBe(10);
    hits(counter, 'a', 10);
    expect(counter.peek('a')).toMatchObject({ allowed: false, remaining: 0 });
  });

  it('allows who waits as long as told, and refuses a second earlier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 }),
        (quota, pauses) => {
          const { counter, time } = counterAt({ ...LIMIT, quota });
          for (const pause of pauses) {
            time.now += pause;
            counter.hit('a');
          }
          hits(counter, 'a', quota + 1);
          const { retryAfterSeconds } = counter.hit('a');
          const refusedAt = time.now;
          time.now = refusedAt + (retryAfterSeconds - 1) * 1000;
          expect(counter.peek('a').allowed).toBe(false);
          time.now = refusedAt + retryAfterSeconds * 1000;
          expect(counter.peek('a').allowed).toBe(true);
        },
      ),
    );
  });

  it('lets at most quota x (1 + d / window) pass in any stretch d of a window or less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 150 }),
        (quota, pauses) => {
          const { counter, time } = counterAt({ ...LIMIT, quota });
          const passed: number[] = [];
          for (const pause of pauses) {
            time.now += pause;
            if (counter.hit('a').allowed) passed.push(time.now);
          }
          const tooMany = passed.some((from, first) =>
            passed
              .slice(first)
              .some((to, count) => to - from <= 60_000 && count + 1 > quota * (1 + (to - from) / 60_000) + 1e-9),
          );
          expect(tooMany).toBe(false);
        },
      ),
    );
  });

  it('keeps a key refused and its memory bounded through a flood of 10^6 keys over four windows', () => {
    const { counter, time } = counterAt({ ...LIMIT, quota: 300 });
    let allowed = hits(counter, 'attacker', 1000);
    for (let half = 1; half <= 8; half += 1) {
      for (let n = 0; n < 125_000; n += 1) counter.hit(`2001:db8:${half}:${n.toString(16)}::/64`);
      expect(counter.hit('attacker').allowed).toBe(false);
      time.now = half * 30_000;
      allowed += hits(counter, 'attacker', 1000);
      expect(allowed).toBeLessThanOrEqual(300 * (1 + half / 2));
    }
    expect(counter.size).toBeLessThanOrEqual(100_000);
  });

  it('limits keys that come when all room is taken, too', () => {
    const { counter } = counterAt(LIMIT, 2);
    counter.hit('a');
    counter.hit('b');
    expect(hits(counter, 'late', 100)).toBe(10);
    expect(hits(counter, 'a', 100)).toBe(9);
    expect(counter.size).toBe(2);
  });

  it('does not lose the count of a late key when room comes free', () => {
    const { counter } = counterAt(LIMIT, 1);
    counter.hit('a');
    hits(counter, 'late', 10);
    counter.clear('a');
    expect(counter.hit('late').allowed).toBe(false);
  });

  describe('with a block', () => {
    const blocking = { ...LIMIT, blockSeconds: 600 };

    it('refuses for its whole length, is not prolonged by trying, and starts anew after it', () => {
      const { counter, time } = counterAt(blocking);
      expect(hits(counter, 'a', 11)).toBe(10);
      expect(counter.hit('a').retryAfterSeconds).toBe(600);
      time.now = 599_999;
      expect(counter.hit('a')).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
      time.now = 600_000;
      expect(hits(counter, 'a', 100)).toBe(10);
    });

    it('is not lifted by a flood of keys', () => {
      const { counter, time } = counterAt(blocking);
      hits(counter, 'a', 11);
      for (let n = 0; n < 500_000; n += 1) {
        if (n % 100_000 === 0) time.now += 60_000;
        counter.hit(String(n));
      }
      expect(counter.hit('a').allowed).toBe(false);
    });

    it('keeps a key limited by its window when no more keys can be blocked', () => {
      const { counter, time } = counterAt(blocking, 3);
      for (const key of ['a', 'b', 'c', 'd']) hits(counter, key, 11);
      expect(counter.size).toBeLessThanOrEqual(9);
      expect(counter.hit('d').allowed).toBe(false);
      time.now = 700_000;
      expect(hits(counter, 'd', 11)).toBe(10);
      expect(counter.peek('d').retryAfterSeconds).toBe(600);
    });

    it('is forgotten when cleared', () => {
      const { counter } = counterAt(blocking);
      hits(counter, 'a', 11);
      counter.clear('a');
      expect(counter.hit('a').remaining).toBe(9);
    });
  });
});
