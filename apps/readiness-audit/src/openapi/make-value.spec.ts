import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { makeValue } from './make-value.ts';
import { Schemas } from './schemas.ts';

const documentWith = (schemas: Record<string, unknown>) => ({ document: { openapi: '3.1.0', components: { schemas } } });
const made = (schema: unknown, others: Record<string, unknown> = {}): unknown => makeValue(documentWith({ Wanted: schema, ...others }), '#/components/schemas/Wanted');

describe('a value that is made of a schema', () => {
  it.each([
    [{ type: 'string', format: 'uuid' }],
    [{ type: 'string', format: 'email' }],
    [{ type: 'string', format: 'date-time' }],
    [{ type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' }],
    [{ type: 'string', minLength: 12, maxLength: 12 }],
    [{ type: 'integer', minimum: 5, maximum: 5 }],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }],
    [{ type: 'integer', multipleOf: 7, minimum: 8 }],
    [{ type: ['string', 'null'], maxLength: 2 }],
    [{ enum: ['a', 'b'] }],
    [{ const: 3 }],
    [{ type: 'array', items: { type: 'boolean' }, minItems: 2 }],
    [{ allOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, { type: 'object', required: ['b'], properties: { b: { type: 'integer' } } }] }],
    [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }],
    [{ type: 'object', required: ['other'], properties: { other: { $ref: '#/components/schemas/Other' }, left: { type: 'string' } } }],
  ])('%j is one that the schema allows', (schema) => {
    const others = { Other: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } } };
    const document = documentWith({ Wanted: schema, ...others });
    expect(new Schemas(document).errors('#/components/schemas/Wanted', made(schema, others))).toEqual([]);
  });

  it('is its example where it has one', () => {
    expect(made({ type: 'string', example: 'like this' })).toBe('like this');
  });

  it('ends where a schema contains itself', () => {
    expect(made({ type: 'object', required: ['next'], properties: { next: { $ref: '#/components/schemas/Wanted' } } })).toBeDefined();
  });

  it('is never an exception, whatever the schema is', () => {
    fc.assert(fc.property(fc.object({ withNullPrototype: false, maxDepth: 3, key: fc.constantFrom('type', 'properties', 'items', 'required', 'allOf', 'oneOf', 'enum', 'minLength', 'minimum', 'pattern', '$ref', 'a') }), (schema) => {
      made(schema);
    }), { numRuns: 300 });
  });
});
