import { isObject, type Json } from '../json.ts';

/**
 * Members of an object as a form or a query has them. What stands in an object is named in brackets, `owner[name]`; a list of plain values
 * repeats its name. OpenAPI 3.1 sections 4.8.12 and 4.8.15.
 * @param deep names of members whose lists are counted as well, `lines[0]`: those of style `deepObject`
 */
export function pairsOf(members: Json, deep: readonly string[] = []): readonly (readonly [string, string])[] {
  return Object.entries(members).flatMap(([name, value]) => pairsUnder(name, value, deep.includes(name)));
}

/** The same, percent-encoded: `owner%5Bname%5D=Ada`. @param deep as of `pairsOf` */
export const formOf = (members: Json, deep?: readonly string[]): string => pairsOf(members, deep).map((pair) => pair.map((part) => new URLSearchParams([['', part]]).toString().slice(1)).join('=')).join('&');

function pairsUnder(name: string, value: unknown, isDeep: boolean): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one, place) => pairsUnder(isDeep || isObject(one) ? `${name}[${place}]` : name, one, isDeep));
  if (isObject(value)) return Object.entries(value).flatMap(([inner, one]) => pairsUnder(`${name}[${inner}]`, one, isDeep));
  return [[name, `${value as string | number | boolean}`]];
}
