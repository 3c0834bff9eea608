import { describe, expect, it } from '@jest/globals';
import { drain } from './drain.js';

describe('drain', () => {
  it('runs the steps in order, one after the other', async () => {
    const order: string[] = [];
    const step = (name: string) => ({
      name,
      limitMs: 1_000,
      run: async () => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
      },
    });
    expect(await drain([step('a'), step('b')], () => order.push('failed'))).toBe(true);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on after a step that throws, rejects or hangs, and tells each', async () => {
    const told: string[] = [];
    let last = false;
    const clean = await drain(
      [
        { name: 'throw', limitMs: 1_000, run: () => { throw new Error('thrown'); } },
        { name: 'reject', limitMs: 1_000, run: () => Promise.reject(new Error('rejected')) },
        { name: 'hang', limitMs: 20, run: () => new Promise(() => undefined) },
        { name: 'last', limitMs: 1_000, run: () => { last = true; } },
      ],
      (name, reason) => told.push(`${name}: ${(reason as Error).message}`),
    );
    expect(clean).toBe(false);
    expect(last).toBe(true);
    expect(told).toEqual(['throw: thrown', 'reject: rejected', 'hang: It took more than 20 ms.']);
  });
});
