import { describe, expect, it } from '@jest/globals';
import type { Exchange } from './exchange.ts';
import { differencesOf, madeId } from './made.ts';

function exchange(json: unknown, { status = 201, sent = {}, url = 'http://target.test/payments', location = '' }: { readonly status?: number; readonly sent?: unknown; readonly url?: string; readonly location?: string } = {}): Exchange {
  const body = json === undefined ? '' : JSON.stringify(json);
  return { id: 'x1', at: '2026-01-01T00:00:00Z', ms: 1, request: { method: 'POST', url, headers: [], body: JSON.stringify(sent) }, answer: { status, headers: location === '' ? [] : [['Location', location]], body, bytes: body.length } };
}

describe('the id of what was made', () => {
  it('stands at the top, one level below, or at the end of Location', () => {
    expect(madeId(exchange({ id: 'p1' }))).toBe('p1');
    expect(madeId(exchange({ data: { _id: 7 } }))).toBe('7');
    expect(madeId(exchange({ paymentId: 'p1' }))).toBe('p1');
    expect(madeId(exchange({ transaction_id: 't1', requestId: 'r1' }))).toBe('t1');
    expect(madeId(exchange(undefined, { location: '/payments/p1?v=1' }))).toBe('p1');
  });

  it('is none that the request named, none of the request itself, and none of a refusal', () => {
    expect(madeId(exchange({ id: 'p1' }, { url: 'http://target.test/payments/p1/capture' }))).toBeUndefined();
    expect(madeId(exchange({ orderId: 'o1' }, { sent: { order: 'o1' } }))).toBeUndefined();
    expect(madeId(exchange({ requestId: 'r1' }))).toBeUndefined();
    expect(madeId(exchange({ id: 'p1' }, { status: 409 }))).toBeUndefined();
    expect(madeId(exchange(['p1']))).toBeUndefined();
  });
});

describe('differences of two answers', () => {
  it('are those of what they say, not of when they say it', () => {
    expect(differencesOf(exchange({ sum: 1, createdAt: 'now' }), exchange({ sum: 1, createdAt: 'then' }))).toEqual([]);
    expect(differencesOf(exchange({ sum: 1 }), exchange({ sum: 2 }))).toEqual(['/sum']);
    expect(differencesOf(exchange({ sum: 1 }), exchange(undefined))).toBeUndefined();
  });
});
