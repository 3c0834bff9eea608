import { describe, expect, it } from '@jest/globals';
import { BoundedQueue } from './bounded-queue.js';

/** A task that ends when told to. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => { open = resolve; });
  return { opened, open };
}

const overloaded = expect.objectContaining({ type: expect.objectContaining({ code: 'OVERLOADED' }), retryAfterSeconds: 2 });

describe('a bounded queue', () => {
  it('runs no more at once than it may, and the others in their order', async () => {
    const queue = new BoundedQueue(2, 10);
    const gates = Array.from({ length: 5 }, gate);
    const begun: number[] = [];
    const all = gates.map(({ opened }, at) => queue.run(async () => { begun.push(at); await opened; return at; }));
    expect(begun).toEqual([0, 1]);
    gates[1]!.open();
    await all[1];
    expect(begun).toEqual([0, 1, 2]);
    gates.forEach(({ open }) => open());
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
  });

  it('refuses at once what would wait behind too many, and takes work again afterwards', async () => {
    const queue = new BoundedQueue(1, 1);
    const { opened, open } = gate();
    const running = queue.run(() => opened);
    const waiting = queue.run(() => Promise.resolve('waited'));
    await expect(queue.run(() => Promise.resolve())).rejects.toEqual(overloaded);
    open();
    await running;
    expect(await waiting).toBe('waited');
    expect(await queue.run(() => Promise.resolve('later'))).toBe('later');
  });

  it('gives the place of a task that failed to the next', async () => {
    const queue = new BoundedQueue(1, 1);
    const failing = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
