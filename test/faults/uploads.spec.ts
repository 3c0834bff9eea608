import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { mongo } from 'mongoose';
import { archive, openXml } from '../../libs/files/src/content/archives.fixture.js';
import { pdf, png } from '../../libs/files/src/content/documents.fixture.js';
import { eventually } from '../fixtures/eventually.js';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { newAddress, People, type Person } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';
import { type SentFile, UPLOAD_TYPE, uploadForm } from '../fixtures/upload-form.js';
import { figure } from './figures.fixture.js';
import { gauges } from './gauges.fixture.js';

const MIB = 1_048_576;
const LARGEST = 20 * MIB;
/** Beyond what the process takes before the first of the fifty. */
const MEMORY_MIB = 150;
const PROGRAM = Buffer.from('MZ\u0090\0\u0003'.padEnd(2_000, '\0'), 'latin1');
const PAGE = Buffer.from('<!doctype html><script>alert(1)</script>');

let service: Service;
let client: HttpClient;
let people: People;
let owner: Person;
let assessmentId: string;
let database: mongo.MongoClient;
/** Statements of tier 2, each of which takes ten files. */
let statements: string[];
let uploads = 0;
let residentAtFirstMib = 0;

const path = (): string => `/api/v1/assessments/${assessmentId}/evidence`;
const headers = () => ({ authorization: `Bearer ${owner.token}`, 'content-type': UPLOAD_TYPE, 'x-forwarded-for': newAddress() });
/** The next statement, so that none has its ten. */
const nextStatement = (): string => statements[uploads++ % statements.length] as string;
const send = (file: SentFile): Promise<HttpAnswer> => client.send({ method: 'POST', path: path(), headers: headers(), body: uploadForm(nextStatement(), file) });
const count = (collection: string, filter: object = {}): Promise<number> => database.db().collection(collection).countDocuments(filter);
const codeOf = ({ json }: HttpAnswer): string | undefined => (json as { code?: string }).code;
const listed = async () => ((await people.as(owner, 'GET', path())).json as { items: { id: string; name: string; sha256: string }[] }).items;

/** Every content has its record and its evidence, and nothing else is stored. */
async function expectNothingElse(): Promise<void> {
  const evidence = (await listed()).length;
  await eventually(async () => expect([await count('file_records'), await count('files.files')]).toEqual([evidence, evidence]));
  const known = await database.db().collection('files.files').distinct('_id');
  expect(await count('files.chunks', { files_id: { $nin: known } })).toBe(0);
}

/** Resident memory of the service, in MiB. */
function residentMib(): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[1]) / 1_024;
}

/** Begins an upload by hand. @returns the socket, once the service has stored something of it. */
async function begin(body: Buffer, bytes: number): Promise<Socket> {
  const socket = connect(service.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const before = await count('file_records');
  const head = Object.entries({ host: 'localhost', ...headers(), 'content-length': body.length, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(Buffer.concat([Buffer.from(`POST ${path()} HTTP/1.1\r\n${head.join('')}\r\n`), body.subarray(0, bytes)]));
  await eventually(async () => (await count('file_records')) > before);
  return socket;
}

beforeAll(async () => {
  service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_FACTOR: '1000' } });
  database = await new mongo.MongoClient(service.mongodbUri).connect();
  client = new HttpClient(service.url);
  people = new People(client);
  owner = await people.register();
  const { id: businessId } = (await people.as(owner, 'POST', '/api/v1/businesses', { legalName: 'Tidewater Joinery LLC', address: { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' })).json as { id: string };
  assessmentId = ((await people.as(owner, 'POST', '/api/v1/assessments', { businessId })).json as { id: string }).id;
  const { areas } = (await client.send({ method: 'GET', path: '/api/v1/assessments/catalogue' })).json as { areas: { statements: { id: string; tier: number }[] }[] };
  statements = areas.flatMap((area) => area.statements.filter(({ tier }) => tier === 2).map(({ id }) => id));
  residentAtFirstMib = residentMib();
}, 60_000);

afterAll(async () => {
  client.close();
  await service.stop();
  await database.db().dropDatabase();
  await database.close();
});

describe('a file that is not what it seems', () => {
  it.each<[string, () => SentFile, number, string]>([
    ['a program that says it is a PDF', () => ({ name: 'report.pdf', content: PROGRAM, mediaType: 'application/pdf' }), 400, 'FILE_TYPE_REFUSED'],
    ['a web page that says it is a picture', () => ({ name: 'photo.png', content: PAGE, mediaType: 'image/png' }), 400, 'FILE_UNSAFE'],
    ['a picture that is named as a PDF', () => ({ name: 'report.pdf', content: png() }), 400, 'FILE_TYPE_REFUSED'],
    ['a zip bomb inside a document', () => ({ name: 'policy.docx', content: openXml('docx', [{ name: 'word/media/bomb.xml', data: Buffer.alloc(190 * MIB) }]) }), 400, 'FILE_UNSAFE'],
    ['an archive that claims 4 GiB', () => ({ name: 'policy.xlsx', content: openXml('xlsx', [{ name: 'xl/bomb.xml', data: 'x', claims: { bytes: 0xfffffff0 } }]) }), 400, 'FILE_UNSAFE'],
    ['a plain archive', () => ({ name: 'files.zip', content: archive([{ name: 'a.txt', data: 'a' }]) }), 400, 'FILE_TYPE_REFUSED'],
    ['an archive at the end of a picture', () => ({ name: 'photo.png', content: Buffer.concat([png(), archive([{ name: 'a.js', data: 'alert(1)' }])]) }), 400, 'FILE_UNSAFE'],
    ['a PDF behind a picture', () => ({ name: 'photo.png', content: Buffer.concat([png(), pdf()]) }), 400, 'FILE_UNSAFE'],
    ['an archive at the end of a PDF', () => ({ name: 'report.pdf', content: Buffer.concat([pdf(), archive([{ name: 'a.class', data: 'CAFEBABE' }])]) }), 400, 'FILE_UNSAFE'],
    ['a PDF that runs a script', () => ({ name: 'report.pdf', content: pdf(2_000, '/S /JavaScript /JS (app.alert\\(1\\))') }), 400, 'FILE_UNSAFE'],
    ['nothing', () => ({ name: 'empty.pdf', content: Buffer.alloc(0) }), 400, 'FILE_EMPTY'],
    ['20 MiB and a byte', () => ({ name: 'large.pdf', content: pdf(LARGEST + 1) }), 413, 'FILE_TOO_LARGE'],
  ])('is refused, by its code, and leaves nothing: %s', async (_what, file, status, code) => {
    const answer = await send(file());
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    await expectNothingElse();
  }, 30_000);

  it('is taken with 20 MiB exactly, and comes back as it was', async () => {
    const content = pdf(LARGEST);
    const answer = await send({ name: 'largest.pdf', content });
    expect(answer.status).toBe(201);
    const back = await people.as(owner, 'GET', `${path()}/${(answer.json as { id: string }).id}`);
    expect(back.bytes.equals(content)).toBe(true);
    await expectNothingElse();
  }, 30_000);
});

describe('a name', () => {
  it.each(['../../../etc/passwd.txt', '..\\\\..\\\\windows\\\\win.txt', '/etc/passwd.txt', 'C:\\\\Users\\\\x.txt', '....//....//x.txt', 'con.txt', '%2e%2e%2fx.txt', `${'long'.repeat(50)}.txt`, '.txt', '\u202etxt.fdp.txt'])('leads nowhere, neither here nor where the file is saved: %s', async (name) => {
    const answer = await send({ name, content: Buffer.from(`a policy about ${name}`) });
    const { id, name: kept } = answer.json as { id: string; name: string };
    expect([answer.status, kept]).toEqual([201, expect.stringMatching(/^[^/\\:\u202e\0]{1,120}$/u)]);
    expect(kept).not.toMatch(/^\.|\.\.\/|^con\./);
    const { headers: { 'content-disposition': disposition = '' } } = await people.as(owner, 'GET', `${path()}/${id}`);
    expect(disposition).toMatch(/^attachment/);
    expect(disposition).not.toMatch(/[/\\]/);
  });
});

describe('an upload that is cut in its middle', () => {
  it('leaves nothing', async () => {
    const evidence = (await listed()).length;
    const socket = await begin(uploadForm(nextStatement(), { name: 'cut.pdf', content: pdf(3 * MIB) }), 2 * MIB);
    socket.destroy();
    await expectNothingElse();
    expect(await listed()).toHaveLength(evidence);
  });
});

describe('fifty uploads at once', () => {
  it('are all kept whole, or refused as a whole, in bounded memory', async () => {
    const contents = Array.from({ length: 50 }, () => pdf(4 * MIB));
    const before = residentMib();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, residentMib())), 20);
    const answers = await Promise.all(contents.map((content, place) => send({ name: `at-once-${place}.pdf`, content }))).finally(() => clearInterval(watch));
    const taken = answers.filter(({ status }) => status === 201).length;
    figure('50 uploads of 4 MiB at once', { residentAtFirstMib, taken, overloaded: answers.filter(({ status }) => status === 503).length, rssBeforeMib: before, rssGrowthMib: peak - before });
    expect(answers.filter(({ status }) => status !== 201 && status !== 503).map(({ status, text }) => [status, text])).toEqual([]);
    const known = new Set((await listed()).map(({ sha256 }) => sha256));
    for (const [place, { status }] of answers.entries()) expect(known.has(createHash('sha256').update(contents[place] as Buffer).digest('hex'))).toBe(status === 201);
    expect(taken).toBeGreaterThanOrEqual(20);
    expect(peak - before).toBeLessThan(MEMORY_MIB);
    await expectNothingElse();
  }, 60_000);
});

describe('a submission while a file is on its way', () => {
  it('is done, and the file is refused and not kept', async () => {
    const { areas } = (await client.send({ method: 'GET', path: '/api/v1/assessments/catalogue' })).json as { areas: { statements: { id: string; tier: number }[] }[] };
    const responses = areas.flatMap((area) => area.statements.filter(({ tier }) => tier === 1).map(({ id }) => ({ statementId: id, answer: 'yes' })));
    const at = `/api/v1/assessments/${assessmentId}`;
    const { headers: { etag = '' } } = await people.as(owner, 'GET', at);
    await people.as(owner, 'PUT', `${at}/responses`, { tier: 1, responses }, { 'if-match': etag });
    const body = uploadForm(nextStatement(), { name: 'late.pdf', content: pdf(2 * MIB) });
    const socket = await begin(body, MIB);
    expect(((await people.as(owner, 'POST', `${at}/submit`)).json as { state: string }).state).toBe('submitted');
    const answered = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    socket.write(body.subarray(MIB));
    expect(await answered).toMatch(/^HTTP\/1\.1 409 [^]*"code":"STATE_CONFLICT"/);
    await expectNothingElse();
  });

  it('leaves nothing behind that nobody handled', async () => {
    expect(await gauges(service.url)).toEqual({ inFlight: 1, rejections: 0 });
  });
});
