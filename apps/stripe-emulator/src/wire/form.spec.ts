import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeForm } from './form.ts';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('decodeForm', () => {
  it.each([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a[b]=1&a[c][d]=2', { a: { b: '1', c: { d: '2' } } }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a[0][x]=1&a[1][x]=2', { a: [{ x: '1' }, { x: '2' }] }],
    ['a[1]=x', { a: { 1: 'x' } }],
    ['a=1+2%2B3', { a: '1 2+3' }],
    ['a%5Bb%5D=1', { a: { b: '1' } }],
    ['a', { a: '' }],
    ['a=&b', { a: '', b: '' }],
    ['a=1&a=2', { a: '2' }],
    ['a=1&a[b]=2', { a: { b: '2' } }],
    ['', {}],
    ['&&', {}],
  ])('reads %s', (text, fields) => expect(plain(decodeForm(text))).toEqual(fields));

  it.each(['a=%', 'a=%ff', `a${'[b]'.repeat(9)}=1`, Array.from({ length: 1001 }, (_, at) => `a${at}=`).join('&')])('refuses %#', (text) => {
    expect(() => decodeForm(text)).toThrow();
  });

  it('reads back whatever names and values were encoded', () => {
    const name = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'é', '_', '-', ' ', '&', '=', '%') });
    fc.assert(fc.property(fc.dictionary(name, fc.dictionary(name, fc.string({ unit: 'grapheme' }), { minKeys: 1 })), (value) => {
      const text = Object.entries(value).flatMap(([outer, group]) => Object.entries(group).map(([inner, leaf]) => `${encodeURIComponent(outer)}[${encodeURIComponent(inner)}]=${encodeURIComponent(leaf)}`)).join('&');
      expect(plain(decodeForm(text))).toEqual(plain(value));
    }));
  });
});
