import { describe, expect, it } from '@jest/globals';
import { expiryOf } from './validity.js';

describe('a verification', () => {
  it.each([
    ['2026-11-23T14:05:06.007Z', '2027-11-23T14:05:06.007Z'],
    ['2027-12-31T23:59:59.999Z', '2028-12-31T23:59:59.999Z'],
    ['2028-02-29T10:00:00.000Z', '2029-02-28T10:00:00.000Z'],
    ['2027-02-28T10:00:00.000Z', '2028-02-28T10:00:00.000Z'],
  ])('of %s lapses at %s', (verified, lapses) => {
    expect(expiryOf(new Date(verified)).toISOString()).toBe(lapses);
  });
});
