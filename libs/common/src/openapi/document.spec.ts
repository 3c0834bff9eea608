import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Post, type Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { mergeProblems, PROBLEMS } from '@plumbline/problems';
import { Flag, openApiDocument, Operation, Text } from '../index.js';

function firmWithName(): Type {
  class Firm {
    @Text({ max: 40 }) name!: string;
  }
  return Firm;
}

function firmWithState(): Type {
  class Firm {
    @Flag() open!: boolean;
  }
  return Firm;
}

class Town {
  @Text({ max: 40 }) name!: string;
}

const [named, open] = [firmWithName(), firmWithState()];

@Controller('shared')
class SharedController {
  @Operation('users.getMe', { summary: 'One firm', response: named })
  @Get()
  one(): void {}

  @Operation('businesses.create', { summary: 'Another firm', response: open })
  @Post()
  other(@Body() town: Town): Town {
    return town;
  }
}

@Controller('alone')
class AloneController {
  @Operation('users.getMe', { summary: 'A town', response: Town })
  @Get()
  one(): void {}
}

async function documentOf(controller: Type) {
  const module = await Test.createTestingModule({ controllers: [controller] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  try {
    return openApiDocument(app, mergeProblems(PROBLEMS), { version: '0', serverUrl: 'http://localhost' });
  } finally {
    await app.close();
  }
}

describe('openApiDocument', () => {
  it('refuses two classes of one name, which would share a schema', async () => {
    await expect(documentOf(SharedController)).rejects.toThrow('More than one class is called Firm:');
  });

  it('minds no namesakes that the document does not show', async () => {
    const { components } = await documentOf(AloneController);
    expect(Object.keys(components?.schemas ?? {})).toEqual(['Town', 'FieldError', 'Problem']);
  });
});
