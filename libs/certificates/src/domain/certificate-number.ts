/** Crockford's base 32: without I, L, O and U, which are read as others or as words. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** How many symbols of a number are drawn: 55 bits, so that nobody finds a certificate by trying. */
export const DRAWN = 11;

/** A number as people type it: any case, with or without hyphens. */
export const NUMBER_PATTERN = /^[Pp][Ll][Bb]-?\d{4}(?:-?[0-9A-Za-z]{4}){3}$/;

/** Multiplies by the primitive element of GF(32) with x^5 + x^2 + 1. */
function timesAlpha(value: number): number {
  const doubled = value << 1;
  return doubled > 31 ? doubled ^ 0b100101 : doubled;
}

/**
 * A Reed-Solomon check with one symbol, over year and symbols. Weights are powers of a primitive element and all differ, so that one wrong
 * symbol and any two that were swapped are always noticed.
 */
function remainder(symbols: string): number {
  return [...symbols].reduce((sum, symbol) => timesAlpha(sum) ^ SYMBOLS.indexOf(symbol), 0);
}

function format(year: string, symbols: string): string {
  return `PLB-${year}-${symbols.slice(0, 4)}-${symbols.slice(4, 8)}-${symbols.slice(8)}`;
}

/**
 * @param year of issue, 4 digits.
 * @param drawn `DRAWN` values of 0..31.
 */
export function certificateNumber(year: number, drawn: readonly number[]): string {
  const symbols = drawn.map((value) => SYMBOLS[value] as string).join('');
  const check = SYMBOLS[timesAlpha(remainder(`${year}${symbols}`))] as string;
  return format(String(year), `${symbols}${check}`);
}

/** The number as it is written; undefined when it was mistyped. O counts as 0, I and L as 1. */
export function parseNumber(text: string): string | undefined {
  if (!NUMBER_PATTERN.test(text)) return undefined;
  const [year, symbols] = [text.replaceAll('-', '').slice(3, 7), text.replaceAll('-', '').slice(7).toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1')];
  if (symbols.includes('U') || remainder(`${year}${symbols}`) !== 0) return undefined;
  return format(year, symbols);
}
