import { escapedPart } from '../json.ts';
/** The value at a JSON pointer. RFC 6901. @returns undefined when it leads nowhere. */
export function valueAtPointer(value: unknown, pointer: string): unknown {
  return partsOf(pointer).reduce<unknown>((inner, part) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[part] : undefined), value);
}

/** A copy with another value at a JSON pointer. @param replacement undefined takes the member away. */
export function replacedAt(value: unknown, pointer: string, replacement: unknown): unknown {
  const [part, ...rest] = partsOf(pointer);
  if (part === undefined) return replacement;
  const inner = replacedAt((value as Record<string, unknown> | undefined)?.[part], rest.map((one) => `/${escapedPart(one)}`).join(''), replacement);
  if (Array.isArray(value)) return value.flatMap((one, place) => (place !== Number(part) ? [one as unknown] : inner === undefined ? [] : [inner]));
  return Object.fromEntries([...Object.entries((value ?? {}) as Record<string, unknown>).filter(([name]) => name !== part), ...(inner === undefined ? [] : [[part, inner] as const])]);
}

/** All places of a value that hold no object and no list. @returns pointers with their values. */
export function leavesOf(value: unknown, pointer = ''): readonly (readonly [pointer: string, value: unknown])[] {
  if (typeof value !== 'object' || value === null) return [[pointer, value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${pointer}/${escapedPart(name)}`));
}

const partsOf = (pointer: string): readonly string[] => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
