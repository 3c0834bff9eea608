import { describe, expect, it } from '@jest/globals';
import { requestId } from './request-id.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const of = (value: string | undefined) => requestId({ headers: { 'x-request-id': value } });

describe('requestId', () => {
  it.each(['12345678', 'a'.repeat(64), '0193a1f2-7c3d-7abc-8def-0123456789ab', 'web.checkout_7-1'])('takes over %s', (offered) => {
    expect(of(offered)).toBe(offered);
  });

  it.each([
    ['nothing', undefined],
    ['seven characters', '1234567'],
    ['65 characters', 'a'.repeat(65)],
    ['a line break', 'abcdefgh\n{"level":"fatal"}'],
    ['a quotation mark', 'abcdefgh"'],
    ['a card number', '4111111111111111'],
    ['a card number in base64url', Buffer.from('4111111111111111').toString('base64url')],
    ['an address in base64url', Buffer.from('jane.doe@example.org').toString('base64url')],
    ['a JWT', 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln'],
  ])('makes a new one for %s', (_name, offered) => {
    expect(of(offered)).toMatch(UUID_V7);
  });

  it('makes each of its own, stamped with the time', () => {
    const before = Date.now();
    const ids = Array.from({ length: 5_000 }, () => of(undefined));
    expect(new Set(ids).size).toBe(5_000);
    for (const id of ids) expect(id).toMatch(UUID_V7);
    const stamp = Number.parseInt((ids[0] as string).replace('-', '').slice(0, 12), 16);
    expect(stamp).toBeGreaterThanOrEqual(before);
    expect(stamp).toBeLessThanOrEqual(Date.now());
  });
});
