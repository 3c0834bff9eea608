import { describe, expect, it } from '@jest/globals';
import { parseExposition } from './exposition.ts';

describe('parseExposition', () => {
  it('puts samples into the family whose type was told', () => {
    const text = '# HELP http_seconds How long.\n# TYPE http_seconds histogram\nhttp_seconds_bucket{le="0.1",route="/a"} 3\nhttp_seconds_bucket{le="+Inf",route="/a"} 4\nhttp_seconds_sum{route="/a"} 0.5\nhttp_seconds_count{route="/a"} 4 1700000000000\n# TYPE up gauge\nup 1\n';
    expect(parseExposition(text)).toEqual([
      { name: 'http_seconds', type: 'histogram', samples: [
        { name: 'http_seconds_bucket', labels: { le: '0.1', route: '/a' }, value: 3 },
        { name: 'http_seconds_bucket', labels: { le: '+Inf', route: '/a' }, value: 4 },
        { name: 'http_seconds_sum', labels: { route: '/a' }, value: 0.5 },
        { name: 'http_seconds_count', labels: { route: '/a' }, value: 4 },
      ] },
      { name: 'up', type: 'gauge', samples: [{ name: 'up', labels: {}, value: 1 }] },
    ]);
  });

  it('reads escapes, braces and commas within labels', () => {
    expect(parseExposition('a{x="say \\"{hi}, you\\"",y="back\\\\slash\\nline",} 1')?.[0]?.samples[0]?.labels).toEqual({ x: 'say "{hi}, you"', y: 'back\\slash\nline' });
  });

  it('reads what is no number', () => {
    expect(parseExposition('a NaN\nb +Inf')?.map(({ samples }) => samples[0]?.value)).toEqual([null, null]);
  });

  it('knows a family that was announced and has no sample yet', () => {
    expect(parseExposition('# TYPE payments_total counter\n')).toEqual([{ name: 'payments_total', type: 'counter', samples: [] }]);
  });

  it.each(['', '<!doctype html>\n<p>hello</p>', '{"status":"up"}', 'a{x="1} 2', 'a one'])('does not take %j for an exposition', (text) => {
    expect(parseExposition(text)).toBeUndefined();
  });

  it('reads an exemplar of OpenMetrics', () => {
    expect(parseExposition('# TYPE a counter\na_total 3 # {trace_id="x"} 1\n# EOF\n')).toMatchObject([{ name: 'a', samples: [{ name: 'a_total', value: 3 }] }]);
  });
});
