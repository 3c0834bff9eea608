import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../adapters/sha256.js';
import { canonicalJson, isCanonical, recordable } from './canonical-json.js';
import { type AuditEntry, chainOf, CHAINS, chainUp, GENESIS, type Head, textOf } from './entry.js';

describe('the canonical form', () => {
  it('is that of the examples of RFC 8785 sections 3.2.2 and 3.2.3', () => {
    const value = { numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/', literals: [null, true, false] };
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
    const sorted = canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 });
    expect(Object.values(JSON.parse(sorted) as object)).toHaveLength(7);
    expect(sorted).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('is what JSON.stringify writes wherever it is said to be', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        if (isCanonical(value)) expect(JSON.stringify(value)).toBe(canonicalJson(value));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is not claimed of members out of order, nor of what JSON would write as something else', () => {
    expect([{ b: 1, a: 2 }, { a: { d: 1, c: 2 } }, [{ b: 1, a: 2 }], { 10: 1, 9: 2 }, new Date(0), { at: new Date(0) }, { a: undefined }].map(isCanonical)).toEqual([false, false, false, false, false, false, false]);
    expect([{ a: 1, b: { c: [1, 'x', null] } }, {}, null, 'x', { 1: 1, 2: 2 }].map(isCanonical)).toEqual([true, true, true, true, true]);
  });

  it('can be given to whatever an event may carry, and is canonical then', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null), fc.date({ noInvalidDate: false }), fc.array(fc.string()))), (data) => {
        const kept = recordable(data);
        expect(recordable(kept)).toEqual(kept);
        expect(canonicalJson(JSON.parse(JSON.stringify(kept)))).toBe(canonicalJson(kept));
        expect(canonicalJson(kept)).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});

describe('an entry', () => {
  it('of the documentation has the hash that stands there', () => {
    const page = readFileSync('docs/audit-log.md', 'utf8');
    const [, text = ''] = /\n(\{"action".*\})\n/.exec(page) ?? [];
    const [, hash] = /has the hash `([0-9a-f]{64})`/.exec(page) ?? [];
    expect(textOf({ ...(JSON.parse(text) as AuditEntry), hash: hash ?? '' })).toBe(text);
    expect(sha256(text)).toBe(hash);
  });

  it('is chained behind the last of its chain', () => {
    const unchained = (id: string) => ({ id, at: '2026-03-14T09:26:53.589Z', recordedAt: '2026-03-14T09:26:53.612Z', actor: 'system', action: 'a.b', object: { id: 'o', type: 't' }, data: {} });
    const chain = chainOf('o');
    const heads = new Map<number, Head>();
    const [first, second] = chainUp([unchained('1'), unchained('2')], heads, sha256) as [AuditEntry, AuditEntry];
    expect([first, second]).toMatchObject([{ chain, seq: 1, prev: GENESIS }, { chain, seq: 2, prev: first.hash }]);
    expect(heads).toEqual(new Map([[chain, { seq: 2, hash: second.hash }]]));
    expect(second.hash).toBe(sha256(textOf(second)));
  });

  it('has another text when anything of it is another', () => {
    const [entry] = chainUp([{ id: '1', at: 'x', recordedAt: 'y', actor: 'a', action: 'b', object: { id: 'o', type: 't' }, data: { n: 1 } }], new Map(), sha256) as [AuditEntry];
    const others: object[] = [{ id: '2' }, { at: 'z' }, { recordedAt: 'z' }, { actor: 'c' }, { action: 'c' }, { object: { id: 'o', type: 'u' } }, { object: { id: 'p', type: 't' } }, { object: { id: 'o', type: 't', more: 1 } }, { data: { n: 2 } }, { data: {} }, { prev: 'f' }, { chain: 99 }, { seq: 2 }, { seq: '1' }, { more: 1 }];
    const texts = others.map((other) => textOf({ ...entry, ...other }));
    expect(new Set([textOf(entry), ...texts]).size).toBe(others.length + 1);
  });
});

describe('the chain of an object', () => {
  it('is FNV-1a of its id, and for good', () => {
    // The upper four bits of the published vectors: "" 811c9dc5, "a" e40c292c, "foobar" bf9cf968.
    expect(['', 'a', 'foobar'].map(chainOf)).toEqual([0x8, 0xe, 0xb]);
  });

  it('is every chain about as often', () => {
    const counts = new Array<number>(CHAINS).fill(0);
    for (let number = 0; number < 16_000; number += 1) counts[chainOf(`0193a1f2-0000-7000-8000-${String(number).padStart(12, '0')}`)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });
});
