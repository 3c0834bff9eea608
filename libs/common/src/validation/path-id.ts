import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { uuid } from '../fields/index.js';
import { finding } from './findings.js';
import { invalidFields } from './invalid-fields.js';

/**
 * A path parameter that is an id: `@PathId('assessmentId') assessmentId: string`. Malformed is 400; well-formed but unknown is for the handler, 404.
 * @throws Problem VALIDATION_FAILED at `:name`
 */
export function PathId(name: string): ParameterDecorator {
  const pipe: PipeTransform<unknown, string> = {
    transform: (value) => {
      if (typeof value !== 'string' || !isUUID(value, 'all')) throw invalidFields([finding(`:${name}`, 'isUuid')]);
      return value;
    },
  };
  return (target, key, index) => {
    Param(name, pipe)(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || descriptor === undefined) throw new Error('@PathId belongs on a parameter of a handler.');
    const { schema, example } = uuid();
    ApiParam({ name, description: `Id of the ${name.replace(/Id$/, '')}.`, schema: { ...schema, example } })(target, key, descriptor);
  };
}
