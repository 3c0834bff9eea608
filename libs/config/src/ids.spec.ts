import { describe, expect, it } from '@jest/globals';
import { SystemClock } from './clock.js';
import { TimeOrderedIds } from './ids.js';

describe('ids', () => {
  it('are UUIDs of version 7, and each sorts after the one before', () => {
    const ids = new TimeOrderedIds();
    const made = Array.from({ length: 5_000 }, () => ids.next());
    expect(made[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('carry the time at which they were made', () => {
    const before = new SystemClock().now().getTime();
    const stamp = Number.parseInt(new TimeOrderedIds().next().replaceAll('-', '').slice(0, 12), 16);
    expect(stamp).toBeGreaterThanOrEqual(before);
    expect(stamp).toBeLessThanOrEqual(Date.now() + 1_000);
  });
});
