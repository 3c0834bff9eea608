import { expect, it } from '@jest/globals';
import fastify from 'fastify';
import { KEPT, PreparedAnswer } from './prepared-answer.js';

const prepared = new PreparedAnswer({ version: 1, areas: ['one'] });
const ask = async (headers: Record<string, string> = {}, answer = prepared) => {
  const server = fastify();
  server.get('/', (request, reply) => answer.send(request, reply));
  const { statusCode, headers: sent, body } = await server.inject({ url: '/', headers });
  await server.close();
  return { statusCode, body, etag: sent.etag as string, type: sent['content-type'], cache: sent['cache-control'] };
};

it('is sent as it was prepared, for everybody to keep', async () => {
  expect(await ask()).toEqual({ statusCode: 200, body: '{"version":1,"areas":["one"]}', etag: expect.stringMatching(/^W\/"[\w-]{22}"$/), type: 'application/json; charset=utf-8', cache: 'public, max-age=3600' });
});

it('is not sent to who has it, however the tag is written', async () => {
  const { etag } = await ask();
  for (const known of [etag, etag.slice(2), `"other", ${etag}`, '*']) expect(await ask({ 'if-none-match': known })).toMatchObject({ statusCode: 304, body: '', etag });
  for (const other of ['"other"', etag.slice(0, -2), '']) expect(await ask({ 'if-none-match': other })).toMatchObject({ statusCode: 200 });
});

it('is sent in the form that it was given', async () => {
  const page = new PreparedAnswer('<p>Hello</p>', { mediaType: 'text/html; charset=utf-8', cacheControl: KEPT.forAMinute, headers: { 'content-language': 'en' } });
  expect(await ask({}, page)).toMatchObject({ body: '<p>Hello</p>', type: 'text/html; charset=utf-8', cache: 'public, max-age=60, must-revalidate' });
  expect(await ask({ 'if-none-match': (await ask({}, page)).etag }, page)).toMatchObject({ statusCode: 304, cache: 'public, max-age=60, must-revalidate' });
});

it('is kept for another time where the handler says so', async () => {
  const server = fastify();
  server.get('/', (request, reply) => prepared.send(request, reply, KEPT.forAMinute));
  expect((await server.inject('/')).headers['cache-control']).toBe('public, max-age=60, must-revalidate');
});

it('has another tag when it says something else', async () => {
  expect((await ask({}, new PreparedAnswer({ version: 2 }))).etag).not.toBe((await ask()).etag);
});
