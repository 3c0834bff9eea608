import { beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiOkResponse, DocumentBuilder, OmitType, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { codePoints, Day, Email, fieldsOf, Flag, Instant, ListOf, Nested, OneOf, Text, text, uuid, Uuid, Whole } from './index.js';

class Later {
  @Text({ max: 10, description: 'inner' }) name!: string;
}
class Sample {
  @Uuid() id!: string;
  @Text({ max: 40, multiline: true, optional: true }) note?: string;
  @Text({ max: 9, pattern: /^[A-Z]+$/ }) word!: string;
  @OneOf(['yes', 'no'], { nullable: true }) answer!: string | null;
  @Whole({ min: 1, max: 100, default: 20 }) limit!: number;
  @Whole({ min: 0, max: 2 ** 40 }) big!: number;
  @ListOf(text({ max: 5 }), { min: 1, max: 3 }) tags!: string[];
  @ListOf(uuid(), { max: 3, optional: true }) ids?: string[];
  @ListOf(() => Later, { max: 7, description: 'all of them' }) items!: Later[];
  @Nested(() => Later, { nullable: true, description: 'one' }) one!: Later | null;
  @Nested(() => Later, { optional: true }) plain?: Later;
  @Flag() on!: boolean;
  @Instant() at!: string;
  @Day() on_day!: string;
  @Email() mail!: string;
}
class Page {
  @Whole({ min: 1, max: 100, default: 20 }) limit!: number;
  @ListOf(uuid(), { max: 3, optional: true }) ids?: string[];
}
@Controller()
class SampleController {
  @Get() @ApiOkResponse({ type: Sample }) read(@Query() query: Page): Page {
    return query;
  }
}
@Module({ controllers: [SampleController] })
class SampleModule {}

describe('fields', () => {
  let document: OpenAPIObject;
  beforeAll(async () => {
    const app = await NestFactory.create(SampleModule, new FastifyAdapter(), { logger: false });
    document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    await app.close();
  });

  it('document themselves', () => {
    expect(document.components?.schemas?.['Sample']).toEqual({
      type: 'object',
      required: ['id', 'word', 'answer', 'big', 'tags', 'items', 'one', 'on', 'at', 'on_day', 'mail'],
      properties: {
        id: { type: 'string', format: 'uuid', minLength: 36, maxLength: 36, example: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90' },
        note: { type: 'string', minLength: 1, maxLength: 40, pattern: '^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]*$' },
        word: { type: 'string', minLength: 1, maxLength: 9, pattern: '^[A-Z]+$' },
        answer: { type: 'string', enum: ['yes', 'no'], nullable: true, example: 'yes' },
        limit: { type: 'integer', format: 'int32', minimum: 1, maximum: 100, default: 20, example: 20 },
        big: { type: 'integer', format: 'int64', minimum: 0, maximum: 2 ** 40 },
        tags: { type: 'array', minItems: 1, maxItems: 3, items: { type: 'string', minLength: 1, maxLength: 5, pattern: '^[^\\u0000-\\u001F\\u007F-\\u009F]*$' } },
        ids: { type: 'array', minItems: 0, maxItems: 3, items: { type: 'string', format: 'uuid', minLength: 36, maxLength: 36 } },
        items: { type: 'array', minItems: 0, maxItems: 7, description: 'all of them', items: { $ref: '#/components/schemas/Later' } },
        one: { type: 'object', nullable: true, description: 'one', allOf: [{ $ref: '#/components/schemas/Later' }] },
        plain: { $ref: '#/components/schemas/Later' },
        on: { type: 'boolean' },
        at: { type: 'string', format: 'date-time', minLength: 20, maxLength: 30, example: '2026-03-14T09:26:53.589Z' },
        on_day: { type: 'string', format: 'date', minLength: 10, maxLength: 10, example: '2026-03-14' },
        mail: { type: 'string', format: 'email', minLength: 3, maxLength: 254, example: 'ada@example.org' },
      },
    });
  });

  it('document a query', () => {
    expect(document.paths['/']?.get?.parameters).toEqual([
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 100, default: 20, example: 20 } },
      { name: 'ids', in: 'query', required: false, schema: { type: 'array', minItems: 0, maxItems: 3, items: { type: 'string', format: 'uuid', minLength: 36, maxLength: 36 } } },
    ]);
  });

  it('are known by class, also through a mapped one', () => {
    expect(fieldsOf(Sample).get('limit')).toEqual({ shape: { kind: 'integer' }, optional: true, nullable: false, fallback: 20 });
    expect([...fieldsOf(OmitType(Page, ['ids'])).keys()]).toEqual(['limit']);
  });

  it('refuse a pattern that OpenAPI cannot show', () => {
    expect(() => text({ max: 3, pattern: /a/ })).toThrow('must begin with ^');
    expect(() => text({ max: 3, pattern: /^a$/i })).toThrow('no flags');
  });

  it('count code points', () => {
    expect(['', 'a', '😀', '😀a😀', '\ud83d', 'a\ud83d', '\ude00\ud83d'].map(codePoints)).toEqual([0, 1, 1, 3, 1, 2, 2]);
  });
});
