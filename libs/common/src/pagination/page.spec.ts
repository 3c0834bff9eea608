import { describe, expect, it } from '@jest/globals';
import { Problem } from '@plumbline/problems';
import { decodeCursor, encodeCursor } from './page.js';

describe('a cursor', () => {
  it('brings back the key it was made from', () => {
    const key = ['0193a1f2-7c1e-7e5b-9a2b-3c4d5e6f7a8b', 12];
    expect(decodeCursor(encodeCursor(key), ['string', 'number'])).toEqual(key);
  });

  it.each([
    ['nonsense', 'AAAA'],
    ['of another sort', encodeCursor([1])],
    ['with too few parts', encodeCursor([])],
    ['with too many parts', encodeCursor(['a', 'b'])],
    ['that is an object', Buffer.from('{"$gt":""}').toString('base64url')],
    ['with an object in it', Buffer.from('[{"$gt":""}]').toString('base64url')],
    ['that is cut', encodeCursor(['0193a1f2-7c1e']).slice(0, -3)],
  ])('%s is refused at ?cursor', (_what, cursor) => {
    expect(() => decodeCursor(cursor, ['string'])).toThrow(Problem);
    try {
      decodeCursor(cursor, ['string']);
    } catch (error) {
      expect((error as Problem).errors).toEqual([{ pointer: '?cursor', code: 'CURSOR', message: 'must be the nextCursor of a page of this list' }]);
    }
  });
});
