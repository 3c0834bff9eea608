import type { Type } from '@nestjs/common';
import type { FieldError } from '@plumbline/problems';
import type { ValidationError } from 'class-validator';
import { finding, pointerTo } from './findings.js';
import { type FieldRules, rulesOf } from './rule-metadata.js';

/** class-validator blames the list; the client wants to know which items. */
function itemErrors(pointer: string, items: readonly unknown[], field: FieldRules): FieldError[] {
  const rules = field.rules.filter(({ each }) => each);
  return items.flatMap((item, at) => {
    const failed = rules.find(({ test }) => !test(item));
    return failed === undefined ? [] : [finding(pointerTo(pointer, String(at)), failed.name, failed.constraints)];
  });
}

function ownErrors(pointer: string, error: ValidationError): FieldError[] {
  const field = error.target === undefined ? undefined : rulesOf(error.target.constructor as Type).get(error.property);
  return Object.entries(error.constraints ?? {}).flatMap(([name, message]) => {
    const rule = field?.rules.find((one) => one.name === name);
    if (field !== undefined && rule?.each && Array.isArray(error.value)) return itemErrors(pointer, error.value, field);
    return [finding(pointer, name, rule?.constraints, message)];
  });
}

/**
 * class-validator's errors as the edge reports them, parents before children.
 * @param most the number at which it stops.
 */
export function describeErrors(errors: readonly ValidationError[], most: number, parent = ''): FieldError[] {
  const described: FieldError[] = [];
  for (const error of errors) {
    if (described.length >= most) break;
    const pointer = pointerTo(parent, error.property);
    described.push(...ownErrors(pointer, error), ...describeErrors(error.children ?? [], most - described.length, pointer));
  }
  return described.slice(0, most);
}
