import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient } from '../fixtures/http-client.js';
import { json, newEmail, PASSWORD, succeeded } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';
import { type Reaction, type TakenMail, TestSmtpServer } from '../fixtures/smtp-server.js';
import { startTcpProxy, type TcpProxy } from '../fixtures/tcp-proxy.js';
import { figure } from './figures.fixture.js';
import { gauges } from './gauges.fixture.js';

const LIMIT_MS = 30_000;
const TAKE: Reaction = { kind: 'take' };

interface Mail {
  readonly _id: string;
  readonly state: string;
  readonly attempts: number;
  readonly messageId: string;
  readonly lastError?: string;
}

interface MailJob {
  readonly _id: string;
  readonly v: number;
  readonly key?: string;
  readonly dueAt?: Date;
}

let server: TestSmtpServer;
/** What the service knows as its mail server: it can be cut off, and led to another one. */
let network: TcpProxy;
let service: Service;
let database: mongo.MongoClient;

const mails = () => database.db().collection<Mail>('mails');
const jobs = () => database.db().collection<MailJob>('jobs');

async function serve(reactions: readonly Reaction[]): Promise<void> {
  await server.stop();
  server = await TestSmtpServer.start({ reactions });
  network.lead(server.port);
}

/** Somebody registers, and thereby asks for a mail. @returns the address. */
async function register(): Promise<string> {
  const client = new HttpClient(service.url);
  const email = newEmail();
  succeeded(await client.send(json('POST', '/api/v1/auth/register', { email, password: PASSWORD, name: 'Ada Lovelace', accountType: 'client' })), 'registration');
  client.close();
  return email;
}

/** A minute passes: mails that wait for their next try are due. A job that runs is left alone, since its version changes when it is claimed. */
async function passTime(): Promise<void> {
  const waiting = await jobs().find({ name: 'mail.send', dueAt: { $gt: new Date() } }).toArray();
  for (const { _id, v, key } of waiting) {
    const mail = await mails().findOne({ _id: key ?? '' });
    if (mail?.state === 'queued') await jobs().updateOne({ _id, v }, { $set: { dueAt: new Date() } });
  }
}

/** Waits until every mail is sent, minute by minute. */
async function untilSent(count: number): Promise<void> {
  await eventually(async () => {
    await passTime();
    expect((await mails().find().toArray()).map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'sent'));
  }, LIMIT_MS);
}

const takenBy = (email: string): readonly TakenMail[] => server.taken.filter(({ to }) => to[0] === email);

beforeAll(async () => {
  server = await TestSmtpServer.start();
  network = await startTcpProxy(server.port);
  service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_FACTOR: '1000', SMTP_URL: `smtp://127.0.0.1:${network.port}` } });
  database = await new mongo.MongoClient(service.mongodbUri).connect();
}, 60_000);

afterAll(async () => {
  await service.stop();
  await network.stop();
  await server.stop();
  await database.db().dropDatabase();
  await database.close();
});

describe('mails to a server that', () => {
  it.each<[string, Reaction]>([
    ['refuses them all for now', { kind: 'refuse', at: 'MAIL', reply: '421 4.3.2 shutting down' }],
    ['keeps them on its grey list', { kind: 'refuse', at: 'RCPT', reply: '451 4.7.1 greylisted, come again' }],
    ['refuses what they say, for now', { kind: 'refuse', at: 'DATA', reply: '452 4.3.1 no room' }],
    ['hangs up before it has them', { kind: 'cut', at: 'command' }],
    ['hangs up in their middle', { kind: 'cut', at: 'middle' }],
  ])('%s are each taken once', async (_what, reaction) => {
    await mails().deleteMany({});
    await serve([reaction, reaction, reaction, TAKE]);
    const addresses = [await register(), await register(), await register()];
    await eventually(async () => expect((await mails().find({ lastError: { $exists: true } }).toArray()).length).toBe(3), LIMIT_MS);
    expect(server.taken).toEqual([]);
    await untilSent(3);
    for (const address of addresses) expect(takenBy(address)).toHaveLength(1);
    expect(server.attempts).toHaveLength(6);
  }, 60_000);

  it('is slow to greet and slow to say yes are taken once', async () => {
    await mails().deleteMany({});
    let open = (): void => undefined;
    const until = new Promise<void>((resolve) => (open = resolve));
    await serve([{ kind: 'dawdle', at: 'dot', until }, TAKE]);
    const slow = await register();
    await eventually(() => server.taken.length === 1, LIMIT_MS);
    const quick = await register();
    await eventually(() => takenBy(quick).length === 1, LIMIT_MS);
    // The slow one keeps nobody waiting.
    await eventually(async () => expect((await mails().find().toArray()).map(({ state }) => state).sort()).toEqual(['sending', 'sent']));
    open();
    await untilSent(2);
    expect([takenBy(slow).length, takenBy(quick).length]).toEqual([1, 1]);
  }, 60_000);

  it('hangs up when it has the mail and before it says so are sent again under the same Message-ID', async () => {
    await mails().deleteMany({});
    await serve([{ kind: 'cut', at: 'answer' }, TAKE]);
    const address = await register();
    await eventually(async () => expect(await mails().countDocuments({ unconfirmed: 1 })).toBe(1), LIMIT_MS);
    await untilSent(1);
    const [first, second, ...more] = takenBy(address);
    expect([second?.messageId, second?.raw, more]).toEqual([first?.messageId, first?.raw, []]);
    expect(server.mailbox).toHaveLength(1);
  }, 60_000);

  it('is away wait for it, and the service answers meanwhile', async () => {
    await mails().deleteMany({});
    await serve([TAKE]);
    network.become('refusing');
    const addresses = [await register(), await register()];
    await eventually(async () => expect(await mails().countDocuments({ lastError: { $exists: true } })).toBe(2), LIMIT_MS);
    const ready = await fetch(`${service.url}/ready`);
    expect(ready.status).toBe(200);
    network.become('forwarding');
    const at = performance.now();
    await untilSent(2);
    figure('SMTP away and back', { sentAfterMs: performance.now() - at });
    for (const address of addresses) expect(takenBy(address)).toHaveLength(1);
  }, 60_000);
});

describe('a service that is killed while it sends', () => {
  /** What time does to the claims of a process that is dead: they lapse, of the mail after 45 s and of its job after 60 s. */
  async function lapseClaims(): Promise<void> {
    await mails().updateMany({ state: 'sending' }, { $set: { overdueAt: new Date() } });
    await jobs().updateMany({ name: 'mail.send', dueAt: { $exists: true } }, { $set: { dueAt: new Date() } });
  }

  async function killAndRestart(): Promise<void> {
    await service.stop('SIGKILL');
    await lapseClaims();
    service = await startService({ env: service.env, migrate: false });
  }

  it('before the server has the mail, sends it once', async () => {
    await mails().deleteMany({});
    await serve([{ kind: 'dawdle', at: 'greeting', until: new Promise(() => undefined) }, TAKE]);
    const address = await register();
    await eventually(() => server.attempts.length === 1, LIMIT_MS);
    await killAndRestart();
    await untilSent(1);
    expect(takenBy(address)).toHaveLength(1);
  }, 60_000);

  it('between the server’s yes and its own note of it, sends it again under the same Message-ID', async () => {
    await mails().deleteMany({});
    await serve([{ kind: 'dawdle', at: 'dot', until: new Promise(() => undefined) }, TAKE]);
    const address = await register();
    await eventually(() => server.taken.length === 1, LIMIT_MS);
    await killAndRestart();
    await untilSent(1);
    expect(takenBy(address).map(({ messageId }) => messageId)).toEqual([server.mailbox[0], server.mailbox[0]]);
    expect(server.mailbox).toHaveLength(1);
  }, 60_000);

  it('leaves nothing behind that nobody handled', async () => {
    expect((await gauges(service.url)).rejections).toBe(0);
  });
});
