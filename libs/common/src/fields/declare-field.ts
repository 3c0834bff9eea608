import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { getMetadataStorage, ValidateBy, ValidateIf } from 'class-validator';
import type { FieldOptions, FieldSpec, Shape } from './shape.js';

/** Name of the rule that every field has. */
export const PRESENT = 'isPresent';

/** When a field's rules are skipped, by whether it may be left out and whether it may be null; the compiler knows these by identity. */
export const UNLESS_ABSENT = (_: unknown, value: unknown): boolean => value !== undefined;
export const UNLESS_NULL = (_: unknown, value: unknown): boolean => value !== null;

/** The rule that every field has; it carries the field's spec, so that swagger's PickType, OmitType and IntersectionType take it along. */
function IsPresent(spec: FieldSpec): PropertyDecorator {
  return ValidateBy({ name: PRESENT, constraints: [spec], validator: { validate: (value) => value !== undefined } });
}

/**
 * Joins a field's rules and its documentation into one decorator.
 * @param schema the OpenAPI schema, or swagger's lazy `type`.
 * @param rules tried in this order.
 * @throws Error when the field has the name of a member of every object.
 */
export function declareField(shape: Shape, schema: Readonly<Record<string, unknown>>, rules: readonly PropertyDecorator[], options: FieldOptions): PropertyDecorator {
  const optional = options.optional === true || options.default !== undefined;
  const nullable = options.nullable === true;
  const documentation = {
    ...schema,
    required: !optional,
    ...(nullable ? { nullable } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
    ...(options.default === undefined ? {} : { default: options.default }),
  };
  const declare = applyDecorators(
    ...(optional ? [ValidateIf(UNLESS_ABSENT)] : []),
    ...(nullable ? [ValidateIf(UNLESS_NULL)] : []),
    IsPresent({ shape, optional, nullable, fallback: options.default }),
    ...rules,
    ApiProperty(documentation),
  ) as PropertyDecorator;
  return (target, name) => {
    if (name in Object.prototype) throw new Error(`A field must not be named ${String(name)}: every object has that member.`);
    declare(target, name);
    remember(target.constructor as Type);
  };
}

const declared = new Map<string, Set<Type>>();

function remember(dto: Type): void {
  const namesakes = declared.get(dto.name) ?? new Set();
  declared.set(dto.name, namesakes.add(dto));
}

/** How many classes with fields of their own have this name; a schema of the OpenAPI document is known by it alone. */
export function countOfClasses(name: string): number {
  return declared.get(name)?.size ?? 0;
}

const known = new WeakMap<Type, ReadonlyMap<string, FieldSpec>>();

/**
 * The fields of a DTO, its parents' included.
 * @param dto a class whose members were declared with the decorators of this folder.
 */
export function fieldsOf(dto: Type): ReadonlyMap<string, FieldSpec> {
  let fields = known.get(dto);
  if (fields === undefined) {
    const found = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false).filter(({ name }) => name === PRESENT);
    fields = new Map(found.map(({ propertyName, constraints }) => [propertyName, constraints[0] as FieldSpec]));
    known.set(dto, fields);
  }
  return fields;
}
