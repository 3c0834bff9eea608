import { describe, expect, it } from '@jest/globals';
import { Problem } from '@plumbline/problems';
import fastify from 'fastify';
import { answerConditionally, entityTag, versionOf } from './conditional.js';

function codeOf(header: string | undefined): string {
  try {
    return `version ${versionOf(header)}`;
  } catch (error) {
    if (error instanceof Problem) return error.type.code;
    throw error;
  }
}

describe('If-Match', () => {
  it.each([
    ['"7"', 'version 7'],
    [' "7" ', 'version 7'],
    [undefined, 'PRECONDITION_REQUIRED'],
    ['W/"7"', 'VERSION_MISMATCH'],
    ['"seven"', 'VERSION_MISMATCH'],
    ['"-1"', 'VERSION_MISMATCH'],
    ['""', 'VERSION_MISMATCH'],
    [`"${'9'.repeat(30)}"`, 'VERSION_MISMATCH'],
    ['7', 'VALIDATION_FAILED'],
    ['*', 'VALIDATION_FAILED'],
    ['"6", "7"', 'VALIDATION_FAILED'],
    ['"7', 'VALIDATION_FAILED'],
    [`"${'9'.repeat(100)}"`, 'VALIDATION_FAILED'],
    ['', 'VALIDATION_FAILED'],
  ])('%p is %s', (header, verdict) => {
    expect(codeOf(header)).toBe(verdict);
  });

  it('reads the tag that was given', () => {
    expect(versionOf(entityTag(42))).toBe(42);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['GET', '"7"', 304],
    ['HEAD', '"7"', 304],
    ['GET', '"6", W/"7"', 304],
    ['HEAD', '"6"', 200],
    ['POST', '"7"', 200],
  ])('of a %s that names %s is answered %i', async (method, known, status) => {
    const server = fastify();
    server.route({ method: ['GET', 'POST'], url: '/', preSerialization: answerConditionally, handler: () => ({ version: 7 }) });
    const response = await server.inject({ method: method as 'GET', url: '/', headers: { 'if-none-match': known } });
    expect([response.statusCode, response.headers['etag']]).toEqual([status, '"7"']);
    await server.close();
  });
});
