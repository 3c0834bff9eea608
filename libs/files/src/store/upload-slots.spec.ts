import { describe, expect, it } from '@jest/globals';
import { UploadSlots } from './upload-slots.js';

const signal = (): AbortSignal => new AbortController().signal;

describe('upload slots', () => {
  it('let some run, some wait in their order, and refuse the rest', async () => {
    const slots = new UploadSlots(1, 2);
    const begun: string[] = [];
    const first = await slots.take(signal());
    const second = slots.take(signal()).then((end) => (begun.push('second'), end));
    const third = slots.take(signal()).then((end) => (begun.push('third'), end));
    await expect(slots.take(signal())).rejects.toMatchObject({ type: { code: 'OVERLOADED' }, retryAfterSeconds: 5 });
    expect(begun).toEqual([]);
    first();
    (await second)();
    expect(begun).toEqual(['second']);
    (await third)();
    expect(begun).toEqual(['second', 'third']);
    (await slots.take(signal()))();
  });

  it('forget who stops waiting', async () => {
    const slots = new UploadSlots(1, 1);
    const end = await slots.take(signal());
    const gone = new AbortController();
    const waiting = slots.take(gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = slots.take(signal());
    end();
    (await next)();
    await expect(slots.take(gone.signal)).rejects.toThrow('gone');
  });
});
