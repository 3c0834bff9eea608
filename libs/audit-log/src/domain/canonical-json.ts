/**
 * A value as the JSON Canonicalization Scheme writes it: members in the order of their UTF-16 code units, no blanks, numbers and strings
 * as ECMAScript writes them. The same value always gives the same text, in every language that has the scheme.
 * Source: RFC 8785 section 3.2.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of inOrder(Object.keys(members))) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(members[name])}`;
  return `{${text}}`;
}

/** `sort` compares UTF-16 code units, as the scheme asks. Most lists are short and in order already: looking is cheaper than sorting. */
function inOrder(names: string[]): readonly string[] {
  for (let place = 1; place < names.length; place += 1) if ((names[place - 1] as string) > (names[place] as string)) return names.sort();
  return names;
}

/** What the scheme can write: JSON of finite numbers and well-formed text. */
export type Recordable = string | number | boolean | null | readonly Recordable[] | { readonly [member: string]: Recordable };

/**
 * A value in the form in which it can be written down for good: dates as RFC 3339 text in UTC, numbers that JSON has not as null, halves
 * of surrogate pairs replaced, members that are undefined left out. It takes whatever comes: an event that happened must get its entry.
 */
export function recordable(value: unknown): Recordable {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === 'string') return wellFormed(value);
  // The sum is 0 for -0, which JSON has not either.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map(recordable);
  if (typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : null;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [wellFormed(name), recordable(member)]));
}

function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
