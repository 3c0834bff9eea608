import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastifyMultipart from '@fastify/multipart';
import { Problem } from '@plumbline/problems';
import fastify, { type FastifyInstance } from 'fastify';
import { SubmissionDto, validAnswer, validSubmission, ID } from './sample-dtos.fixture.js';
import { EdgeValidationPipe, readMultipartFields } from './index.js';

type Part = readonly [name: string, value: string | Buffer, headers?: string];
const BOUNDARY = 'plumbline-boundary';

function multipart(parts: readonly Part[], end = `--${BOUNDARY}--\r\n`): Buffer {
  const head = ([name, , headers = '']: Part) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${headers}\r\n\r\n`;
  return Buffer.concat([...parts.flatMap((part) => [Buffer.from(head(part)), Buffer.from(part[1] as string), Buffer.from('\r\n')]), Buffer.from(end)]);
}

describe('a multipart form', () => {
  let server: FastifyInstance;
  let address: string;
  beforeAll(async () => {
    const pipe = new EdgeValidationPipe('fast');
    server = fastify();
    await server.register(fastifyMultipart, { limits: { fields: 500, files: 0 } });
    server.setErrorHandler((error, _request, reply) => reply.code(error instanceof Problem ? error.type.status : 500).send(error instanceof Problem ? { code: error.type.code, errors: error.errors } : { code: String(error) }));
    server.post('/', async (request) => ({ value: await pipe.transform(await readMultipartFields(request), { type: 'body', metatype: SubmissionDto }) }));
    address = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await server.close();
  });

  async function send(body: Buffer, type = `multipart/form-data; boundary=${BOUNDARY}`): Promise<unknown> {
    const answer = await fetch(address, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': type } });
    return answer.json();
  }
  const HEAD: readonly Part[] = [['assessmentId', ID], ['title', 'First'], ['contact', 'ada@example.org'], ['tier', '1']];
  const ANSWER: readonly Part[] = [['responses[0][statementId]', 'LEG-1-01'], ['responses[0][answer]', 'yes']];

  it('gives what its JSON twin gives', async () => {
    const parts: readonly Part[] = [...HEAD, ['final', 'true'], ['at', '2026-03-14T09:26:53Z'], ['comment', 'é&=+% \r\n'], ...ANSWER];
    expect(await send(multipart(parts))).toEqual({ value: validSubmission({ comment: 'é&=+% \r\n' }) });
  });

  it('gives the same findings', async () => {
    const answer = await send(multipart([...HEAD.slice(1), ['tier', '2'], ['comment', ''], ...ANSWER, ['responses[0][extra]', '1'], ['constructor[x]', '1']]));
    expect(answer).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/constructor' }] });
    expect(await send(multipart([...HEAD.slice(1), ['tier', '2'], ['comment', ''], ...ANSWER, ['responses[0][extra]', '1']]))).toMatchObject({ errors: [{ code: 'REQUIRED', pointer: '/assessmentId' }, { code: 'TYPE', pointer: '/tier' }, { code: 'UNKNOWN_FIELD', pointer: '/responses/0/extra' }] });
  });

  it('sent by the fetch of browsers is read', async () => {
    const form = new FormData();
    for (const [name, value] of [...HEAD, ...ANSWER]) form.append(name, value);
    form.append('comment', 'ü');
    const answer = await fetch(address, { method: 'POST', body: form });
    expect(await answer.json()).toEqual({ value: { assessmentId: ID, title: 'First', contact: 'ada@example.org', tier: 1, comment: 'ü', responses: [validAnswer()] } });
  });

  it('with a file is told where', async () => {
    const file = `; filename="a.txt"\r\nContent-Type: text/plain`;
    expect(await send(multipart([...HEAD, ['evidence', 'x'.repeat(300_000), file], ['late', '1']]))).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/evidence', code: 'UNEXPECTED_FILE' }] });
  });

  it.each<[string, () => Buffer, string]>([
    ['a part of JSON', () => multipart([['title', '{"a":1}', '\r\nContent-Type: application/json']]), 'MALFORMED_BODY'],
    ['bad UTF-8', () => multipart([['title', Buffer.from([0x61, 0xff])]]), 'MALFORMED_BODY'],
    ['no name', () => multipart([['', 'x']]), 'MALFORMED_BODY'],
    ['the name __proto__', () => multipart([['__proto__', 'x']]), 'MALFORMED_BODY'],
    ['the name a[__proto__]', () => multipart([['a[__proto__]', 'x']]), 'MALFORMED_BODY'],
    ['no end', () => multipart(HEAD, ''), 'MALFORMED_BODY'],
    ['another boundary', () => Buffer.from('--other\r\n\r\n--other--'), 'MALFORMED_BODY'],
    ['a large field', () => multipart([['title', 'x'.repeat(300_000)]]), 'VALIDATION_FAILED'],
    ['a field beyond all bounds', () => multipart([['title', 'x'.repeat(1_048_577)]]), 'BODY_TOO_LARGE'],
    ['a long name', () => multipart([['x'.repeat(300), 'x']]), 'VALIDATION_FAILED'],
    ['much in all', () => multipart(Array.from({ length: 5 }, (_, at) => [`x${at}`, 'x'.repeat(250_000)] as const)), 'BODY_TOO_LARGE'],
    ['as many fields as the url-encoded twin takes', () => multipart(Array.from({ length: 1000 }, (_, at) => [`x${at}`, 'x'] as const)), 'VALIDATION_FAILED'],
    ['more', () => multipart(Array.from({ length: 1001 }, (_, at) => [`x${at}`, 'x'] as const)), 'MALFORMED_BODY'],
  ])('with %s is refused', async (_title, body, code) => {
    expect(await send(body())).toMatchObject({ code });
  });

  it('without a boundary is refused', async () => {
    expect(await send(multipart(HEAD), 'multipart/form-data')).toMatchObject({ code: 'MALFORMED_BODY' });
  });

  it('without parts is a form without fields', async () => {
    expect(await send(multipart([]))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});
