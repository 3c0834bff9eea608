import { describe, expect, it } from '@jest/globals';
import { formatTraceparent, newSpanId, newTraceId, parseTraceparent } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it('reads version 00 with its sampled flag', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: true });
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-02`)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: false });
  });

  it.each([
    ['nothing', undefined],
    ['an empty value', ''],
    ['two headers', [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`]],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['an all-zero trace id', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['an all-zero span id', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['version 00 with a fifth part', `00-${TRACE}-${SPAN}-01-what`],
    ['version 00 with a trailing dash', `00-${TRACE}-${SPAN}-01-`],
    ['a later version whose flags run on', `cc-${TRACE}-${SPAN}-01.what`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a line break after it', `00-${TRACE}-${SPAN}-01\n`],
    ['blanks around it', ` 00-${TRACE}-${SPAN}-01`],
  ])('ignores %s', (_name, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it.each([`cc-${TRACE}-${SPAN}-01`, `cc-${TRACE}-${SPAN}-01-what-the-future-brings`])('reads a later version as far as version 00 goes: %s', (header) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: true });
  });
});

describe('ids', () => {
  it('are random, of their length, and survive a round trip', () => {
    const traces = new Set(Array.from({ length: 10_000 }, newTraceId));
    expect(traces.size).toBe(10_000);
    const context = { traceId: newTraceId(), spanId: newSpanId(), sampled: true };
    expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
  });
});
