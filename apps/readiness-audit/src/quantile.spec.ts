import { describe, expect, it } from '@jest/globals';
import { quantile } from './quantile.ts';

describe('a quantile', () => {
  it('is that of the nearest rank', () => {
    const times = Array.from({ length: 100 }, (_, place) => place + 1);
    expect([quantile(times, 0.5), quantile(times, 0.95), quantile(times, 1), quantile([], 0.95)]).toEqual([50, 95, 100, undefined]);
  });
});
