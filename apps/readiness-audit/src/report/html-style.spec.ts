import { describe, expect, it } from '@jest/globals';
import { STYLE } from './html-style.ts';

type Palette = Readonly<Record<string, string>>;

const colours = (text: string): Palette => Object.fromEntries([...text.matchAll(/--([\w-]+):(#[\da-f]+)/g)].map(([, name = '', value = '']) => [name, value]));
const [light = {}, dark = {}, print = {}] = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, text = '']) => colours(text));
const PALETTES: readonly (readonly [string, Palette])[] = [['light', light], ['dark', { ...light, ...dark }], ['on paper', { ...light, ...print }]];

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g) ?? [];
  const [red = NaN, green = NaN, blue = NaN] = digits.map((pair) => Number.parseInt(pair, 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(palette: Palette, one: string, other: string): number {
  const [darker = NaN, lighter = NaN] = [luminance(palette[one] ?? ''), luminance(palette[other] ?? '')].sort((first, second) => first - second);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Pairs of the palette that contrast less than they must. */
const weak = (palette: Palette, pairs: readonly (readonly [string, string])[], least: number): readonly string[] => pairs.filter(([one, other]) => !(contrast(palette, one, other) >= least)).map(([one, other]) => `${one} on ${other}: ${contrast(palette, one, other).toFixed(2)}`);

const BADGES = [...STYLE.matchAll(/\.badge\.\w+\{background:var\(--([\w-]+)\);color:var\(--([\w-]+)\)\}/g)].map(([, ground = '', ink = '']) => [ink, ground] as const);
const INKS = [...STYLE.matchAll(/[;{]color:var\(--([\w-]+)\)/g)].map(([, ink = '']) => ink);
const MARKS = [...STYLE.matchAll(/\.g-(?:pass|open|fail|bar|none|axis|mark|gate)\{(?:fill|stroke):var\(--([\w-]+)\)/g)].map(([, mark = '']) => mark);
const EDGES = [...STYLE.matchAll(/border-(?:top|left)(?:-color)?:(?:5px solid )?var\(--([\w-]+)\)/g)].map(([, edge = '']) => edge);

describe('the style of the HTML report', () => {
  it('is read by this test', () => {
    expect([BADGES.length, MARKS.length, PALETTES.length]).toEqual([4, 8, 3]);
    expect(new Set(INKS)).toEqual(new Set(['ink', 'link', 'soft', 'fail', 'open', 'pass', 'none']));
    expect(new Set(EDGES)).toEqual(new Set(['fail', 'open', 'pass', 'none']));
    expect(contrast({ black: '#000', white: '#ffffff' }, 'black', 'white')).toBeCloseTo(21);
    expect(contrast({ red: '#ff0000', white: '#fff' }, 'white', 'red')).toBeCloseTo(3.998, 3);
  });

  // WCAG 2.2, success criterion 1.4.3.
  it.each(PALETTES)('has text that can be read, %s', (_, palette) => {
    expect(weak(palette, [...BADGES, ...INKS.flatMap((ink) => (['bg', 'card'] as const).map((ground) => [ink, ground] as const)), ['ink', 'code']], 4.5)).toEqual([]);
  });

  // WCAG 2.2, success criterion 1.4.11.
  it.each(PALETTES)('has bars, marks and edges that can be seen, %s', (_, palette) => {
    expect(weak(palette, [...MARKS.map((mark) => [mark, 'bg'] as const), ...EDGES.map((edge) => [edge, 'card'] as const)], 3)).toEqual([]);
  });
});
