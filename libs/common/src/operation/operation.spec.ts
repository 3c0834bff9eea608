import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Body, Get, Put } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { IfMatch } from '../http/conditional.js';
import { Operation, policyOf } from './index.js';

class Handlers {
  read(agent: unknown) {
    return { agent };
  }
  @Operation('businesses.update', { summary: 'Write' })
  @Put()
  write(@Body() body: Handlers, @IfMatch() version: number) {
    return { body, version };
  }
}

describe('what an operation takes', () => {
  it.each([RouteParamtypes.BODY, RouteParamtypes.QUERY, RouteParamtypes.PARAM])('is not read off the random id of a decorator of our own that begins with %i', (kind) => {
    const target = Handlers.prototype;
    Reflect.defineMetadata(ROUTE_ARGS_METADATA, { [`${kind}aB-x__customRouteArgs__:0`]: { index: 0 } }, Handlers, 'read');
    const descriptor = { value: () => ({}) };
    Get()(target, 'read', descriptor);
    Operation('docs.openapi', { summary: 'Read' })(target, 'read', descriptor);
    const policy = policyOf(descriptor.value);
    expect([policy?.bodyFormats, policy?.query, policy?.problems.map(({ code }) => code).includes('NOT_FOUND')]).toEqual([[], 'refused', false]);
  });

  it('is its body beside one', () => {
    expect(policyOf(Handlers.prototype.write)).toMatchObject({ bodyFormats: ['json'], query: 'refused' });
  });
});
