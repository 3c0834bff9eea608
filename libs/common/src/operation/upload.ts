import type { Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtension, ApiExtraModels, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { MEDIA_TYPES } from './operation-policy.js';

/** The most that a file may have that is sent to an operation with `upload`. */
export const LARGEST_FILE_BYTES = 20 * 1_048_576;
/** Budget of such an operation in ms, unless it says otherwise. */
export const UPLOAD_DEADLINE_MS = 60_000;
/** The part of the form that is the file; behind all others. */
export const FILE_PART = 'file';

const FILE_SCHEMA = { type: 'string', format: 'binary', maxLength: LARGEST_FILE_BYTES, description: 'The file: the last part of the form, and the only one that is a file.' } as const;

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Documents an operation that takes a file. @param fields class of the form's text fields. */
export function uploadDecorators(fields: Type): MethodDecorator[] {
  return [ApiConsumes(MEDIA_TYPES.upload), ApiExtraModels(fields), ApiExtension('x-upload', fields.name), ApiBody({ schema: { $ref: getSchemaPath(fields) } })];
}

/** In the document a form is one schema: the file joins the text fields of its class, at their end, so that Swagger UI sends it last. */
export function withFilePart(schemas: Schemas, operation: object): Schemas {
  const name = (operation as Readonly<Record<string, unknown>>)['x-upload'];
  const fields = typeof name === 'string' ? schemas[name] : undefined;
  if (typeof name !== 'string' || fields === undefined || '$ref' in fields) return schemas;
  return { ...schemas, [name]: { ...fields, properties: { ...fields.properties, [FILE_PART]: FILE_SCHEMA }, required: [...new Set([...(fields.required ?? []), FILE_PART])] } };
}
