import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { DATA_KEY_BYTES, SegmentOpener, SegmentSealer, TAG_BYTES, UnreadableContent } from './segment-cipher.js';
import { segmentsOf } from './segments.js';

async function cut(parts: readonly number[], size: number): Promise<(readonly [length: number, last: boolean])[]> {
  const found: (readonly [number, boolean])[] = [];
  for await (const { bytes, last } of segmentsOf(Readable.from(parts.map((length) => Buffer.alloc(length, 1)), { objectMode: false }), size)) found.push([bytes.length, last]);
  return found;
}

describe('segments', () => {
  it.each([
    [[], []],
    [[1], [[1, true]]],
    [[10], [[10, true]]],
    [[11], [[10, false], [1, true]]],
    [[3, 3, 3, 3], [[10, false], [2, true]]],
    [[20], [[10, false], [10, true]]],
    [[9, 1, 10, 1], [[10, false], [10, false], [1, true]]],
  ])('of %j bytes are %j', async (parts, expected) => {
    expect(await cut(parts, 10)).toEqual(expected);
  });

  it('hold the bytes in their order', async () => {
    const content = randomBytes(1_000);
    const found: Buffer[] = [];
    for await (const { bytes } of segmentsOf([content.subarray(0, 333), content.subarray(333)] as unknown as AsyncIterable<Buffer>, 64)) found.push(Buffer.from(bytes));
    expect(Buffer.concat(found)).toEqual(content);
  });
});

const key = randomBytes(DATA_KEY_BYTES);
const plain = ['first', 'second', 'third'].map((text) => Buffer.from(text));

function seal(parts: readonly Buffer[], withKey = key): Buffer[] {
  const sealer = new SegmentSealer(withKey);
  return parts.map((part, place) => Buffer.concat(sealer.seal(part, place === parts.length - 1)));
}

function open(parts: readonly Buffer[], withKey = key): string[] {
  const opener = new SegmentOpener(withKey);
  return parts.map((part, place) => opener.open(part, place === parts.length - 1).toString());
}

describe('sealed segments', () => {
  it('open in their order, and nothing of the plain text shows', () => {
    const sealed = seal(plain);
    expect(open(sealed)).toEqual(['first', 'second', 'third']);
    expect(sealed.map((part) => part.length)).toEqual(plain.map((part) => part.length + TAG_BYTES));
    expect(Buffer.concat(sealed).includes('first')).toBe(false);
  });

  it.each([
    ['a changed bit', ([a, b, c]: Buffer[]) => [a, Buffer.from((b as Buffer).map((byte, at) => (at === 0 ? byte ^ 1 : byte))), c], 'Segment 1 was changed'],
    ['a changed tag', ([a, b, c]: Buffer[]) => [a, b, Buffer.from((c as Buffer).map((byte, at) => (at === (c as Buffer).length - 1 ? byte ^ 1 : byte)))], 'Segment 2 was changed'],
    ['a swap', ([a, b, c]: Buffer[]) => [b, a, c], 'Segment 0 was changed'],
    ['one left out', ([a, , c]: Buffer[]) => [a, c], 'Segment 1 was changed'],
    ['one twice', ([a, b, c]: Buffer[]) => [a, a, b, c], 'Segment 1 was changed'],
    ['a cut at a seam', ([a, b]: Buffer[]) => [a, b], 'Segment 1 was changed'],
    ['a cut within one', ([a, b, c]: Buffer[]) => [a, b, (c as Buffer).subarray(0, -1)], 'Segment 2 was changed'],
    ['a stump', ([a, b, c]: Buffer[]) => [a, b, (c as Buffer).subarray(0, TAG_BYTES)], 'Segment 2 is cut off'],
    ['one added', ([a, b, c]: Buffer[]) => [a, b, c, a], 'Segment 2 was changed'],
  ])('tell of %s', (_what, change, message) => {
    expect(() => open(change(seal(plain)) as Buffer[])).toThrow(message);
    expect(() => open(change(seal(plain)) as Buffer[])).toThrow(UnreadableContent);
  });

  it('do not open with another key', () => {
    expect(() => open(seal(plain), randomBytes(DATA_KEY_BYTES))).toThrow('Segment 0 was changed');
  });
});
