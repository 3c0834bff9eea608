import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LARGEST_FILE_BYTES } from '@plumbline/common';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { sendRaw } from '../../../../test/fixtures/raw-socket.js';
import { pdf } from '../content/documents.fixture.js';
import { BOUNDARY, END, file, form, NotesController, NotesService, part, SLOW_MS, statement } from './notes-service.fixture.js';

describe.each(['fast', 'stock'])('an upload through the %s edge', (edge) => {
  let service: NotesService;

  beforeAll(async () => {
    service = await NotesService.start(edge);
  });
  beforeEach(() => service.clear());
  afterAll(() => service.close());

  it('is stored, and comes back as an attachment that no browser runs', async () => {
    const content = pdf(700_000);
    const body = new FormData();
    body.append('statementId', 'LEG-2-01');
    body.append('page', '3');
    body.append('file', new File([content], '../Grüße "Ada" 世界.pdf', { type: 'text/html' }));
    const answer = await fetch(`http://127.0.0.1:${service.port}/notes`, { method: 'POST', body, headers: { authorization: 'Bearer client' } });
    expect([answer.status, await answer.json()]).toEqual([201, { id: expect.any(String), statementId: 'LEG-2-01', name: 'Grüße %22Ada%22 世界.pdf', mediaType: 'application/pdf', size: 700_000 }]);
    const download = await service.download();
    expect(Buffer.from(await download.arrayBuffer()).equals(content)).toBe(true);
    expect(Object.fromEntries(['content-type', 'content-length', 'content-disposition', 'content-security-policy', 'x-content-type-options', 'cache-control', 'etag', 'content-encoding'].map((name) => [name, download.headers.get(name)]))).toEqual({
      'content-type': 'application/octet-stream',
      'content-length': '700000',
      'content-disposition': `attachment; filename="Gr??e %22Ada%22 ??.pdf"; filename*=UTF-8''${encodeURIComponent('Grüße %22Ada%22 世界.pdf')}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      etag: `"${NotesController.stored.sha256}"`,
      'content-encoding': null,
    });
  });

  it.each([
    ['no file', form(statement), 'VALIDATION_FAILED', '/file REQUIRED'],
    ['a file that is text', form(statement, part('name="file"', 'hello')), 'VALIDATION_FAILED', '/file TYPE'],
    ['two files', form(statement, file(), file()), 'VALIDATION_FAILED', '/file MAX_ITEMS'],
    ['two large files', form(statement, file(pdf(600_000)), file(pdf(600_000))), 'VALIDATION_FAILED', '/file MAX_ITEMS'],
    ['a file of another name', form(statement, part('name="photo"; filename="a.pdf"', pdf())), 'VALIDATION_FAILED', '/photo UNEXPECTED_FILE'],
    ['a field behind the file', form(statement, file(pdf(600_000)), part('name="page"', '1')), 'VALIDATION_FAILED', '/page ORDER'],
    ['a field that is missing', form(file()), 'VALIDATION_FAILED', '/statementId REQUIRED'],
    ['a field that is not valid', form(statement, part('name="page"', 'one'), file()), 'VALIDATION_FAILED', '/page TYPE'],
    ['an unknown field', form(statement, part('name="$where"', '1'), file()), 'VALIDATION_FAILED', '/$where UNKNOWN_FIELD'],
    ['a field twice', form(statement, statement, file()), 'VALIDATION_FAILED', '/statementId TYPE'],
    ['a field without a name', form(part('name=""', '1'), statement, file()), 'MALFORMED_BODY', ''],
    ['a forbidden name', form(part('name="__proto__"', '1'), statement, file()), 'MALFORMED_BODY', ''],
    ['a field that is not UTF-8', form(part('name="statementId"', Buffer.from('\xff', 'latin1')), file()), 'MALFORMED_BODY', ''],
    ['a field of JSON', form(part('name="statementId"', '{"$gt":""}', 'application/json'), file()), 'MALFORMED_BODY', ''],
    ['too many fields', form(...Array.from({ length: 30 }, () => statement), file()), 'MALFORMED_BODY', ''],
    ['a field that is too large', form(part('name="statementId"', 'x'.repeat(70_000)), file()), 'BODY_TOO_LARGE', ''],
    ['nothing', Buffer.alloc(0), 'VALIDATION_FAILED', '/file REQUIRED'],
    ['an empty form', END, 'VALIDATION_FAILED', '/file REQUIRED'],
    ['no form', Buffer.from('hello'), 'MALFORMED_BODY', ''],
    ['no end', Buffer.concat([statement, file(pdf(600_000))]), 'UPLOAD_CUT_OFF', ''],
    ['an empty file', form(statement, file(Buffer.alloc(0))), 'FILE_EMPTY', ''],
    ['a web page that calls itself a PDF', form(statement, file(Buffer.from('<!doctype html><script>alert(1)</script>'))), 'FILE_UNSAFE', ''],
    ['a PDF that calls itself a picture', form(statement, file(pdf(), 'a.png')), 'FILE_TYPE_REFUSED', ''],
    ['one byte too much', form(statement, file(pdf(LARGEST_FILE_BYTES + 1))), 'FILE_TOO_LARGE', ''],
  ])('is refused in the one shape, and leaves nothing: %s', async (_what, body, code, finding) => {
    const { status, json } = await service.send(body);
    const [first] = json.errors ?? [];
    expect([status, json.code, first === undefined ? '' : `${first.pointer} ${first.code}`]).toEqual([code.endsWith('TOO_LARGE') ? 413 : 400, code, finding]);
    expect(await service.left()).toEqual([0, 0, 0]);
  }, SLOW_MS);

  it.each([
    ['no boundary', { 'content-type': 'multipart/form-data' }, 400, 'MALFORMED_BODY'],
    ['JSON', { 'content-type': 'application/json' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a url-encoded form', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a compressed form', { 'content-encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('is refused: %s', async (_what, headers, status, code) => {
    const answer = await service.send(form(statement, file()), headers);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });

  it.each([
    ['nobody', '', 401, 'UNAUTHENTICATED'],
    ['somebody of another role', 'agency', 403, 'FORBIDDEN'],
  ])('of %s is refused before its body is read', async (_who, token, status, code) => {
    const socket = await service.open();
    socket.write(Buffer.concat([Buffer.from(service.head('/notes', { 'content-length': LARGEST_FILE_BYTES }, token)), statement]));
    const [answer] = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString().split('\r\n');
    socket.destroy();
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(code).toBeDefined();
  });

  it('that announces too much is refused before it is read', async () => {
    const socket = await service.open();
    socket.write(service.head('/notes', { 'content-length': LARGEST_FILE_BYTES + 200_000 }));
    const answer = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString();
    socket.destroy();
    expect([answer.split('\r\n')[0], answer.includes('FILE_TOO_LARGE')]).toEqual(['HTTP/1.1 413 Payload Too Large', true]);
  });

  it('that never ends is stopped, with its connection', async () => {
    const socket = await service.open();
    socket.on('error', () => undefined).resume();
    socket.write(Buffer.concat([Buffer.from(service.head('/notes', { 'transfer-encoding': 'chunked' }))]));
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 'a'), Buffer.from('\r\n')]);
    const first = Buffer.concat([statement, file(pdf()).subarray(0, -2)]);
    socket.write(Buffer.concat([Buffer.from(`${first.length.toString(16)}\r\n`), first, Buffer.from('\r\n')]));
    let sent = 0;
    while (!socket.destroyed && sent < 200) {
      sent += 1;
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), new Promise((resolve) => socket.once('close', resolve))]);
    }
    expect(sent).toBeLessThan(60);
    await eventually(async () => expect(await service.left()).toEqual([0, 0, 0]));
  }, SLOW_MS);

  it('that is refused early leaves its connection fit for the next', async () => {
    const [closed, next] = ['/notes/closed', '/notes'].map((path, place) => {
      const body = form(statement, file(pdf(place === 0 ? 3_000_000 : 2_000)));
      return Buffer.concat([Buffer.from(service.head(path, { 'content-length': body.length, ...(place === 1 ? { connection: 'close' } : {}) })), body]);
    }) as [Buffer, Buffer];
    const answer = await sendRaw(service.port, Buffer.concat([closed, next]));
    expect([answer.status, answer.body.includes('HTTP/1.1 201 Created'), answer.body.includes('"mediaType":"application/pdf"')]).toEqual([409, true, true]);
  });

  it('that is cut off in its middle leaves nothing', async () => {
    const body = form(statement, file(pdf(3_000_000)));
    const socket = await service.open();
    socket.write(Buffer.concat([Buffer.from(service.head('/notes', { 'content-length': body.length })), body.subarray(0, 2_000_000)]));
    await eventually(async () => expect((await service.left())[0]).toBeGreaterThan(0));
    socket.destroy();
    await eventually(async () => expect(await service.left()).toEqual([0, 0, 0]));
  });

  it('that says it is shorter than it is is refused', async () => {
    const body = form(statement, file(pdf(600_000)));
    const { status, body: text } = await sendRaw(service.port, Buffer.concat([Buffer.from(service.head('/notes', { 'content-length': 300_000 })), body]));
    // What is behind its end is no request: either may be answered first.
    expect([status, /"code":"(?:UPLOAD_CUT_OFF|MALFORMED_REQUEST)"/.test(text)]).toEqual([400, true]);
    await eventually(async () => expect(await service.left()).toEqual([0, 0, 0]));
  });

  it.each([
    ['in the file', () => form(statement, file(pdf(600_000))).subarray(0, 500_000)],
    ['behind the file', () => Buffer.concat([statement, file(pdf(600_000)), statement.subarray(0, 30)])],
    ['before the file', () => statement],
  ])('that stalls %s meets its deadline and leaves nothing', async (_where, begun) => {
    const socket = await service.open();
    socket.write(Buffer.concat([Buffer.from(service.head('/notes/soon', { 'content-length': 700_000 })), begun()]));
    const answer = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString();
    expect(answer).toContain('DEADLINE_EXCEEDED');
    await eventually(async () => expect(await service.left()).toEqual([0, 0, 0]));
    socket.destroy();
  }, SLOW_MS);

  it('is taken after 100-continue', async () => {
    const body = form(statement, file());
    const status = await new Promise((resolve, reject) => {
      const outgoing = httpRequest({ port: service.port, host: '127.0.0.1', method: 'POST', path: '/notes', headers: { authorization: 'Bearer client', 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': body.length, expect: '100-continue' } });
      outgoing.once('continue', () => outgoing.end(body)).once('response', (incoming) => resolve(incoming.resume().statusCode)).once('error', reject).flushHeaders();
    });
    expect(status).toBe(201);
  });

  it('is one of fifty at once, and each is whole', async () => {
    const bodies = Array.from({ length: 50 }, () => form(statement, file(pdf(400_000))));
    const answers = await Promise.all(bodies.map((body) => service.send(body)));
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([201]);
    expect(await service.left()).toEqual([100, 50, 50]);
  }, SLOW_MS);

  it('is documented so that Swagger UI sends it', () => {
    const operation = service.document.paths['/notes']?.post;
    expect(operation?.requestBody).toEqual({ required: true, content: { 'multipart/form-data': { schema: { $ref: '#/components/schemas/NoteFields' } } } });
    const schema = service.document.components?.schemas?.['NoteFields'];
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['statementId', 'file'], properties: { file: { type: 'string', format: 'binary', maxLength: LARGEST_FILE_BYTES } } });
    expect(Object.keys((schema as { properties: object }).properties)).toEqual(['statementId', 'page', 'file']);
    expect(operation?.responses['413']).toBeDefined();
    expect(service.document.paths['/notes/last']?.get?.responses['200']).toMatchObject({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } });
  });
});
