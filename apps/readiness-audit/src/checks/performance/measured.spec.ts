import { describe, expect, it } from '@jest/globals';
import type { Loaded } from '../../gather/load.ts';
import { errors } from './errors.ts';
import { growth } from './growth.ts';
import { p95 } from './p95.ts';

const loaded = (more: Partial<Loaded> = {}): Loaded => ({ subject: 'GET /things', exchange: 'x1', connections: 10, seconds: 1, answers: 1_000, statuses: { 200: 1_000 }, failures: 0, p50: 5, p95: 90, max: 120, ...more });
const grown = (before: readonly [number, number], after: readonly [number, number]): string => growth.judge({ document: {} as never, walk: {} as never }, { subject: 'GET /things', added: 200, exchange: 'x1', before: { list: before[0], nothing: before[1] }, after: { list: after[0], nothing: after[1] } }).outcome;
const artifacts = { document: {} as never, walk: {} as never };

describe('a load', () => {
  it('is held against what was promised', () => {
    expect(p95.judge(artifacts, { limit: 100, loaded: [loaded()] }).outcome).toBe('pass');
    expect(p95.judge(artifacts, { limit: 80, loaded: [loaded()] }).outcome).toBe('fail');
    expect(p95.judge(artifacts, { limit: 80, loaded: [loaded({ answers: 0, statuses: {} })] }).outcome).toBe('fail');
  });

  it('that is refused for its rate says nothing', () => {
    const limited = [loaded({ statuses: { 200: 100, 429: 900 } })];
    expect(() => p95.judge(artifacts, { limit: 80, loaded: limited })).toThrow('rate limited');
    expect(() => errors.judge(artifacts, { limit: 0.001, loaded: limited })).toThrow('rate limited');
  });

  it('may fail as often as was promised', () => {
    expect(errors.judge(artifacts, { limit: 0.001, loaded: [loaded({ statuses: { 200: 999, 503: 1 } })] }).outcome).toBe('pass');
    expect(errors.judge(artifacts, { limit: 0.001, loaded: [loaded({ statuses: { 200: 998, 503: 2 } })] }).outcome).toBe('fail');
    expect(errors.judge(artifacts, { limit: 0.001, loaded: [loaded({ failures: 5 })] }).outcome).toBe('fail');
  });
});

describe('a list', () => {
  it('grows when it takes more than twice as long, and not only by noise', () => {
    expect(grown([5, 1], [60, 1])).toBe('fail');
    expect(grown([5, 1], [9, 1])).toBe('pass');
    expect(grown([1, 1], [8, 1])).toBe('pass');
    expect(grown([20, 5], [60, 25])).toBe('pass');
  });
});
