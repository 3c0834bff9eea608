import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { certificateNumber, DRAWN, NUMBER_PATTERN, parseNumber } from './certificate-number.js';

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const numbers = fc.tuple(fc.integer({ min: 2024, max: 2999 }), fc.array(fc.integer({ min: 0, max: 31 }), { minLength: DRAWN, maxLength: DRAWN })).map(([year, drawn]) => certificateNumber(year, drawn));
/** Positions of the symbols that people type. */
const PLACES = [...'PLB-2026-7K3M-9XQ4-T8RH'].flatMap((symbol, place) => (place > 3 && symbol !== '-' ? [place] : []));
const swap = (text: string, one: number, other: number): string => [...text].map((symbol, place) => text[place === one ? other : place === other ? one : place] ?? symbol).join('');

describe('the number of a certificate', () => {
  it('is read as it was written, however it is typed', () => {
    fc.assert(fc.property(numbers, (number) => {
      expect(number).toMatch(/^PLB-\d{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
      const lookalike = (zero: string, one: string) => `${number.slice(0, 8)}${number.slice(8).replaceAll('0', zero).replaceAll('1', one)}`;
      for (const typed of [number, number.toLowerCase(), number.replaceAll('-', ''), lookalike('o', 'I'), lookalike('O', 'l')]) expect(parseNumber(typed)).toBe(number);
    }));
  });

  it('is known for mistyped when any one symbol is wrong', () => {
    fc.assert(fc.property(numbers, fc.constantFrom(...PLACES), fc.constantFrom(...SYMBOLS), (number, place, symbol) => {
      fc.pre(number[place] !== symbol && (place > 7 || /\d/.test(symbol)));
      expect(parseNumber(`${number.slice(0, place)}${symbol}${number.slice(place + 1)}`)).toBeUndefined();
    }));
  });

  it('is known for mistyped when any two symbols are swapped', () => {
    const [year, drawn] = [PLACES.filter((place) => place < 8), PLACES.filter((place) => place > 7)];
    fc.assert(fc.property(numbers, fc.constantFrom(year, drawn), fc.nat(), fc.nat(), (number, places, a, b) => {
      const [one, other] = [places[a % places.length]!, places[b % places.length]!];
      fc.pre(number[one] !== number[other]);
      expect(parseNumber(swap(number, one, other))).toBeUndefined();
    }));
  });

  it.each(['', 'PLB', 'PLB-2026', 'PLB-2026-7K3M-9XQ4', 'XLB-2026-7K3M-9XQ4-T8RC', 'PLB-2026-7K3M-9XQ4-T8RH-', 'PLB-2026-UUUU-UUUU-UUUU', ' PLB-2026-7K3M-9XQ4-T8RH'])('is not `%s`', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it('fits the pattern of the address that it stands in', () => {
    expect(NUMBER_PATTERN.test(certificateNumber(2026, new Array<number>(DRAWN).fill(31)))).toBe(true);
  });
});
