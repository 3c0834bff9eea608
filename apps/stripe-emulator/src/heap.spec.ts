import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DueHeap } from './heap.ts';

describe('a heap of what is due', () => {
  it('gives the soonest first, equal ones in the order in which they came, and none before its time', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 0, max: 20 }), (times, now) => {
      const heap = new DueHeap<{ at: number; order: number }>();
      const all = times.map((at, order) => ({ at, order }));
      for (const each of all) heap.push(each.at, each);
      const taken = [];
      for (let due = heap.takeDue(now); due; due = heap.takeDue(now)) taken.push(due);
      expect(taken).toEqual(all.filter(({ at }) => at <= now).toSorted((one, other) => one.at - other.at || one.order - other.order));
      expect(heap.size).toBe(all.length - taken.length);
      expect(heap.soonest).toBe(all.filter(({ at }) => at > now).map(({ at }) => at).toSorted((one, other) => one - other)[0]);
    }));
  });
});
