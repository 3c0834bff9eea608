import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, PartialType, SwaggerModule } from '@nestjs/swagger';

import type { Problem } from '@plumbline/problems';
import { Contains } from 'class-validator';
import { ListOf, Nested, Text, text, Whole } from '../fields/index.js';
import { SubmissionDto, TreeDto, validSubmission } from './sample-dtos.fixture.js';
import { EdgeValidationPipe, PathId } from './index.js';

class OddRule {
  @Text({ max: 5 }) @Contains('x') word!: string;
}
class SelfContained {
  @Nested(() => SelfContained, { optional: true }) child?: SelfContained;
}
class Row100 {
  @ListOf(text({ max: 1 }), { max: 100 }) cells!: string[];
}
class Huge {
  @ListOf(() => Row100, { max: 100 }) rows!: Row100[];
}
class Parent {
  @Text({ max: 5 }) name!: string;
}
class Child extends Parent {
  @Whole({ min: 0, max: 5 }) age!: number;
}

describe('the compiler', () => {
  it('refuses what it cannot vouch for, and says why', () => {
    const refused = new EdgeValidationPipe('fast').compileAll([SubmissionDto, TreeDto, Child, OddRule, SelfContained, Huge, PartialType(Parent)]);
    expect([...refused.values()]).toEqual(['word has the rule contains', 'SelfContained contains itself', 'Huge may hold 10201 members, 4 levels deep', 'name is validated on a condition']);
  });

  it.each<[string, new () => object, object, object, string[]]>([
    ['a rule it does not know', OddRule, { word: 'xy' }, { word: 'y' }, ['INVALID /word']],
    ['a class that contains itself', SelfContained, { child: { child: {} } }, { child: { child: { child: 1 } } }, ['TYPE /child/child/child']],
    ['inheritance', Child, { name: 'a', age: 1 }, { name: '', age: 9 }, ['MAX /age', 'MIN_LENGTH /name']],
  ])('leaves %s to class-validator with the same answers', async (_title, metatype, valid, invalid, wrong) => {
    for (const edge of ['fast', 'stock'] as const) {
      const pipe = new EdgeValidationPipe(edge);
      expect(await pipe.transform(valid, { type: 'body', metatype })).toEqual(valid);
      const error = await Promise.resolve(pipe.transform(invalid, { type: 'body', metatype })).catch((problem: unknown) => problem);
      expect((error as Problem).errors?.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(wrong);
    }
  });

  it('says how many fields are not valid', async () => {
    const pipe = new EdgeValidationPipe('fast');
    const detail = (changes: object) => Promise.resolve(pipe.transform(validSubmission(changes), { type: 'body', metatype: SubmissionDto })).catch((problem: unknown) => (problem as Problem).detail);
    expect(await detail({ tier: 0 })).toBe('1 field is not valid.');
    expect(await detail({ tier: 0, title: '' })).toBe('2 fields are not valid.');
  });
});

@Controller()
class ItemController {
  @Get('items/:itemId') read(@PathId('itemId') itemId: string): object {
    return { itemId };
  }

  @Post('items') create(@Body() body: Parent): object {
    return { body, prototype: Object.getPrototypeOf(body) === Object.prototype };
  }
}
@Module({ controllers: [ItemController] })
class ItemModule {}

describe('in an application', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(ItemModule, new FastifyAdapter(), { logger: false });
    app.useGlobalPipes(new EdgeValidationPipe('fast'));
    app.useGlobalFilters({
      catch: (error: Problem, host) => {
        host.switchToHttp().getResponse<{ code: (status: number) => { send: (body: unknown) => void } }>().code(400).send(error.errors);
      },
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app.close();
  });

  it('a path id is checked and documented', async () => {
    const id = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90';
    expect((await app.inject(`/items/${id}`)).json()).toEqual({ itemId: id });
    expect((await app.inject('/items/7')).json()).toEqual([{ pointer: ':itemId', code: 'UUID', message: 'must be a UUID' }]);
    const parameters = SwaggerModule.createDocument(app, new DocumentBuilder().build()).paths['/items/{itemId}']?.get?.parameters;
    expect(parameters).toEqual([{ name: 'itemId', in: 'path', required: true, description: 'Id of the item.', schema: { type: 'string', format: 'uuid', minLength: 36, maxLength: 36, example: id } }]);
  });

  it('a handler gets a plain object', async () => {
    expect((await app.inject({ method: 'POST', url: '/items', payload: { name: 'a' } })).json()).toEqual({ body: { name: 'a' }, prototype: true });
  });
});
