import { describe, expect, it } from '@jest/globals';
import type { Limit } from '../../artifacts/limit.ts';
import type { Exchange, Fields } from '../../http/exchange.ts';
import { fields } from './fields.ts';

const exchange = (status: number, headers: Fields): Exchange => ({ id: `x${status}`, at: '', ms: 1, request: { method: 'GET', url: 'http://service.test/', headers: [] }, answer: { status, headers, body: '', bytes: 0 } });

function limitOf(served: Fields, refused: Fields, status = 429): Limit {
  const last = exchange(200, served);
  return { subject: 'GET /', plain: { sent: 10, first: last, last, refused: exchange(status, refused) } };
}

describe('rate.fields', () => {
  it.each([
    [[['RateLimit', '"default";r=3;t=20']], '20'],
    [[['RateLimit', 'limit=10, remaining=3, reset=20']], '20'],
    [[['RateLimit-Remaining', '3']], 'Wed, 21 Oct 2026 07:28:00 GMT'],
    [[['X-RateLimit-Remaining', '3']], '0'],
    [[['x-ratelimit-remaining-default', '3']], '0'],
  ] as const)('reads %j with Retry-After %s', (served, back) => {
    expect(fields.judge({ limit: limitOf(served, [['Retry-After', back]]) }, undefined)).toMatchObject({ outcome: 'pass' });
  });

  it.each([
    [[], [['Retry-After', '1']], 429, 'do not say how much is left'],
    [[['RateLimit', '"default";r=many']], [['Retry-After', '1']], 429, 'how much is left'],
    [[['RateLimit', '{broken']], [['Retry-After', '1']], 429, 'no structured field'],
    [[['RateLimit-Remaining', 'some']], [['Retry-After', '1']], 429, 'no number'],
    [[['RateLimit-Remaining', '1']], [], 429, 'no Retry-After'],
    [[['RateLimit-Remaining', '1']], [['Retry-After', 'soon']], 429, 'neither seconds nor a date'],
    [[['RateLimit-Remaining', '1']], [['Retry-After', '1']], 503, '503 in place of 429'],
  ] as const)('finds what is wrong with %j and %j', (served, refused, status, words) => {
    expect(fields.judge({ limit: limitOf(served, refused, status) }, undefined)).toMatchObject({ outcome: 'fail', findings: [{ problem: expect.stringContaining(words) as unknown }] });
  });
});
