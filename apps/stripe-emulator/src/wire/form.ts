import { invalid } from '../errors.ts';

/** A decoded form: texts, groups and lists, as Stripe's servers read `a[b][0]=x`. */
export interface Fields { [name: string]: Field }
export type Field = string | Field[] | Fields;

const MAX_DEPTH = 8;
const MAX_FIELDS = 1000;

/**
 * Decodes an application/x-www-form-urlencoded text with bracketed names.
 * @param text the body or the query, without its question mark
 * @throws StripeRefusal for what cannot be decoded
 */
export function decodeForm(text: string): Fields {
  const root = emptyFields();
  if (text === '') return root;
  const pairs = text.split('&');
  if (pairs.length > MAX_FIELDS) throw invalid('Too many parameters.');
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    place(root, pathOf(name), equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return listed(root) as Fields;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw invalid('Invalid request: the form encoding is not valid UTF-8.');
  }
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open < 0) return [name];
  const path = [name.slice(0, open)];
  for (const part of name.slice(open).matchAll(/\[([^\]]*)\]/g)) path.push(part[1] ?? '');
  if (path.length > MAX_DEPTH) throw invalid(`Invalid parameter: ${name.slice(0, 80)} is nested too deeply.`);
  return path;
}

function place(root: Fields, path: readonly string[], value: string): void {
  let group = root;
  for (const [index, raw] of path.entries()) {
    const name = raw === '' ? String(Object.keys(group).length) : raw;
    if (index === path.length - 1) {
      group[name] = value;
      return;
    }
    const next = group[name];
    if (next !== undefined && typeof next !== 'string' && !Array.isArray(next)) group = next;
    else group = group[name] = emptyFields();
  }
}

/** Groups whose names are 0, 1, 2, ... are lists. */
function listed(group: Fields): Field {
  let position = 0;
  let list = true;
  for (const name of Object.keys(group)) {
    const value = group[name];
    if (value !== undefined && typeof value !== 'string' && !Array.isArray(value)) group[name] = listed(value);
    if (name !== String(position++)) list = false;
  }
  return list && position > 0 ? Object.values(group) : group;
}

function emptyFields(): Fields {
  // Without a prototype, so that a parameter called __proto__ is a parameter.
  return Object.create(null) as Fields;
}
