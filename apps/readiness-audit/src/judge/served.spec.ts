import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../http/exchange.ts';
import { wasServed } from './served.ts';

const answered = (status: number, body: string, type = 'application/json'): Exchange => ({ id: 'x1', at: '', ms: 1, request: { method: 'GET', url: 'http://service.test/', headers: [] }, answer: { status, headers: [['Content-Type', type]], body, bytes: body.length } });
const good = answered(200, '{"id":7,"status":"open"}');

describe('what was asked for', () => {
  it.each([
    ['the same answer', good, good],
    ['another thing of the same kind', answered(200, '{"id":8,"status":"closed"}'), good],
    ['a success where nothing is known of the unchanged one', answered(204, ''), undefined],
    ['a list', answered(200, '[1]'), answered(200, '[2]')],
    ['what says that it went well', answered(200, '{"code":0,"data":1}'), answered(200, '{"code":0,"data":2}')],
  ])('was given: %s', (_, exchange, control) => {
    expect(wasServed(exchange, control)).toBe(true);
  });

  it.each([
    ['a refusal', answered(401, '{}'), good],
    ['a way to the login', answered(302, ''), good],
    ['the page of a catch-all', answered(200, '<h1>Log in</h1>', 'text/html'), good],
    ['an error in the clothes of a 200', answered(200, '{"error":"log in"}'), good],
    ['an envelope that says no', answered(200, '{"code":403,"data":null}'), answered(200, '{"code":0,"data":1}')],
    ['nothing at all', { ...good, answer: undefined } as unknown as Exchange, good],
  ])('was not given: %s', (_, exchange, control) => {
    expect(wasServed(exchange, control)).toBe(false);
  });
});
