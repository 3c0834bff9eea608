import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../http/exchange.ts';
import type { Operation } from '../openapi/document.ts';
import { Memory } from './memory.ts';

const operationAt = (id: string, path: string): Operation => ({ id, path, method: 'GET', pointer: '#', deprecated: false, parameters: [], answers: [], security: 'none', raw: {} });
const OPERATIONS = [operationAt('things.get', '/things/{id}'), operationAt('things.latest', '/things/latest')];
let count = 0;

function exchange(path: string, body: unknown, status = 200): Exchange {
  count += 1;
  const text = JSON.stringify(body);
  return { id: `x${count}`, at: '2026-01-01T00:00:00Z', ms: 1, request: { method: 'GET', url: `http://service.test${path}`, headers: [] }, answer: { status, headers: [['Content-Type', 'application/json']], body: text, bytes: text.length } };
}

describe('what is remembered of exchanges', () => {
  it('is by operation, the one with fewer parameters first', () => {
    const memory = new Memory();
    for (const path of ['/things/7', '/things/latest', '/nowhere']) memory.take(exchange(path, {}), OPERATIONS);
    expect(memory.all.map(({ operation, count: of }) => [operation, of])).toEqual([['things.get', 1], ['things.latest', 1]]);
  });

  it('is a few of those that look alike, and each that looks other', () => {
    const memory = new Memory();
    for (let turn = 0; turn < 50; turn += 1) memory.take(exchange('/things/7', { id: turn }), OPERATIONS);
    memory.take(exchange('/things/7', { id: 'text' }), OPERATIONS);
    memory.take(exchange('/things/7', { id: 1 }, 500), OPERATIONS);
    expect(memory.all).toMatchObject([{ count: 52, exchanges: { length: 5 } }]);
  });

  it('is of a long answer only one', () => {
    const memory = new Memory();
    for (let turn = 0; turn < 3; turn += 1) memory.take(exchange('/things/7', { text: 'a'.repeat(100_000) }), OPERATIONS);
    expect(memory.all[0]?.exchanges).toHaveLength(1);
  });
});
