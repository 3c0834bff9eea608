import type { Type } from '@nestjs/common';
import { getMetadataStorage, type ValidatorConstraintInterface } from 'class-validator';
import { fieldsOf, type FieldSpec } from '../fields/index.js';

/** One rule of a field as class-validator holds it. */
export interface Rule {
  readonly name: string;
  readonly constraints: readonly unknown[];
  readonly each: boolean;
  /** class-validator's own test of one value. */
  readonly test: (value: unknown) => boolean;
}

/** What class-validator knows of one field. */
export interface FieldRules {
  readonly name: string;
  readonly spec: FieldSpec | undefined;
  readonly rules: readonly Rule[];
  readonly conditions: readonly unknown[];
  readonly nested: boolean;
  /** Something else than a synchronous rule that stands for itself; undefined when there is none. */
  readonly oddity: string | undefined;
}

const CUSTOM = 'customValidation';
const CONDITION = 'conditionalValidation';
const NESTED = 'nestedValidation';
const WHITELIST = 'whitelistValidation';
const known = new WeakMap<Type, ReadonlyMap<string, FieldRules>>();

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function oddityOf(metadata: Metadata): string | undefined {
  if (![CUSTOM, CONDITION, NESTED, WHITELIST].includes(metadata.type)) return metadata.type;
  if (metadata.validateIf !== undefined) return 'validateIf';
  if (metadata.type !== CUSTOM) return undefined;
  const implementations = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  return implementations.length !== 1 || implementations[0]?.async ? 'asynchronous or ambiguous rule' : undefined;
}

function toRule(metadata: Metadata): Rule {
  const implementation = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls)[0];
  const instance = implementation?.instance as ValidatorConstraintInterface;
  const constraints = (metadata.constraints as readonly unknown[] | undefined) ?? [];
  const argument = { value: undefined, constraints: [...constraints], targetName: '', object: {}, property: metadata.propertyName };
  return { name: implementation?.name ?? metadata.type, constraints, each: metadata.each, test: (value) => instance.validate(value, argument) === true };
}

function fieldRules(name: string, spec: FieldSpec | undefined, metadatas: readonly Metadata[]): FieldRules {
  return {
    name,
    spec,
    rules: metadatas.filter(({ type }) => type === CUSTOM).map(toRule),
    conditions: metadatas.filter(({ type }) => type === CONDITION).map(({ constraints }) => (constraints as readonly unknown[])[0]),
    nested: metadatas.some(({ type }) => type === NESTED),
    oddity: metadatas.map(oddityOf).find((oddity) => oddity !== undefined),
  };
}

/** Every declared field of a class with its rules, in the order of declaration. */
export function rulesOf(dto: Type): ReadonlyMap<string, FieldRules> {
  let fields = known.get(dto);
  if (fields === undefined) {
    const metadatas = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    const names = new Set(metadatas.map(({ propertyName }) => propertyName));
    const specs = fieldsOf(dto);
    fields = new Map([...names].map((name) => [name, fieldRules(name, specs.get(name), metadatas.filter(({ propertyName }) => propertyName === name))]));
    known.set(dto, fields);
  }
  return fields;
}
