import type { FieldError } from '@plumbline/problems';
import { finding, pointerTo } from './findings.js';

/** Objects and lists within each other, the body itself being the first. */
export const MAX_DEPTH = 10;
/** Members and items of a body, counted over all levels. */
export const MAX_MEMBERS = 10_000;

const FORBIDDEN = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

interface Visit {
  readonly value: object;
  readonly pointer: string;
  readonly depth: number;
}

/**
 * Looks for what class-transformer and class-validator cannot be trusted with: too deep, too much, and members named like those that every object
 * inherits (`constructor` and `prototype` are dropped on the way to the first, `hasOwnProperty` passes the whitelist of the second). Not recursive, since the client decides the depth.
 * @returns nothing when the value is fit for them.
 */
export function structureErrors(body: object, most: number): FieldError[] {
  const errors: FieldError[] = [];
  const pending: Visit[] = [{ value: body, pointer: '', depth: 1 }];
  let members = 0;
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { value, pointer, depth } = visit;
    if (depth > MAX_DEPTH) return [finding(pointer, 'tooDeep', [MAX_DEPTH])];
    const names = Object.keys(value);
    members += names.length;
    if (members > MAX_MEMBERS) return [finding('', 'tooMany', [MAX_MEMBERS])];
    for (const name of names) {
      if (FORBIDDEN.has(name)) errors.push(finding(pointerTo(pointer, name), 'whitelistValidation'));
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (typeof member === 'object' && member !== null) pending.push({ value: member, pointer: pointerTo(pointer, name), depth: depth + 1 });
    }
  }
  return errors.slice(0, most);
}
