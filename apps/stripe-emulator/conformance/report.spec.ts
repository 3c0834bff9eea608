import { describe, expect, it } from '@jest/globals';
import { Comparison, type Difference } from './comparison.ts';
import { EXPLAINED } from './explained.ts';
import { ALL_OPERATIONS } from './operations.ts';
import { reportOf } from './report.ts';

const NOWHERE = 'http://127.0.0.1:9';

/** As if every operation had been called, with these differences. */
function comparisonWith(differences: readonly Difference[]): Comparison {
  const comparison = new Comparison(NOWHERE);
  for (const operation of ALL_OPERATIONS) comparison.findings.set(operation, { calls: 1, compared: 1, refusals: 1, differences: [] });
  for (const difference of differences) comparison.findings.get('POST /v1/refunds')?.differences.push(difference);
  return comparison;
}

const all = EXPLAINED.map(({ kind, at, detail = 'any' }): Difference => ({ kind, at: at.replace('*', 'x'), detail, call: 'a call' }));
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

describe('the report of a comparison', () => {
  it('is well when each difference is explained', () => {
    const { ok, text } = reportOf(comparisonWith(all), [], true);

    expect(ok).toBe(true);
    expect(lastLine(text)).toBe(`${ALL_OPERATIONS.length} operations compared, 0 unexplained differences`);
  });

  it('fails for a difference that nobody explained, and says where', () => {
    const { ok, text } = reportOf(comparisonWith([...all, { kind: 'shape', at: 'refund.colour', detail: 'only the emulator: text', call: 'a refund' }]), [], true);

    expect(ok).toBe(false);
    expect(text).toContain('✗ shape refund.colour: only the emulator: text (once, first in "a refund")');
    expect(lastLine(text)).toContain('1 unexplained difference');
  });

  it('never explains an answer that is not as published', () => {
    expect(EXPLAINED.filter(({ kind }) => kind === 'schema')).toEqual([]);
  });

  it('fails for an explanation that explains nothing any more', () => {
    const { ok, text } = reportOf(comparisonWith(all.slice(1)), [], true);

    expect(ok).toBe(false);
    expect(text).toContain('which is no difference any more: remove it');
  });

  it('cannot tell an idle explanation from a run without stripe-mock', () => {
    expect(reportOf(comparisonWith([]), [], false).ok).toBe(true);
  });

  it('fails for an operation that was not called, and for a route that is not listed', () => {
    const comparison = comparisonWith(all);
    comparison.findings.delete('GET /v1/balance');

    expect(reportOf(comparison, [], true).text).toContain('✗ GET /v1/balance was not called');
    expect(reportOf(comparisonWith(all), ['GET /v1/new is a route'], true).ok).toBe(false);
  });
});
