import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type Database, EVERYTHING } from '@plumbline/database';
import { metricsText } from '@plumbline/observability';
import { type Reaction, type TestServerOptions, TestSmtpServer } from '../../../../test/fixtures/smtp-server.js';
import { testCertificate } from '../../../../test/fixtures/test-certificate.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import type { StoredMail } from '../data/mail.schema.js';
import { aGate, aMail, mailWorld, type MailWorld, MovableClock } from '../mail-world.fixture.js';

const clock = new MovableClock();
let database: Database;
let server: TestSmtpServer;
let world: MailWorld;

beforeAll(async () => {
  database = await openTestDatabase(testConfig(), clock);
});
afterAll(() => dropAndClose(database));

beforeEach(() => {
  clock.aheadMs = 0;
});
afterEach(async () => {
  world.close();
  await server.stop();
});

async function serve(options: TestServerOptions = {}, world_: Parameters<typeof mailWorld>[2] = {}): Promise<void> {
  server = await TestSmtpServer.start(options);
  world = mailWorld(database, server.url, world_);
}

const stored = (id: string) => world.mails.get(EVERYTHING, id, ['state', 'to', 'content', 'attempts', 'unconfirmed', 'lastError', 'death', 'overdueAt', 'removeAt', 'sentAt', 'messageId']);
const raw = (id: string) => database.db.collection<StoredMail>('mails').findOne({ _id: id });

async function queued(overrides: Parameters<typeof aMail>[0] = {}): Promise<string> {
  const mail = aMail(overrides);
  await world.mailer.queue(mail);
  return mail.id;
}

async function outcomes(outcome: string): Promise<number> {
  return Number(new RegExp(`plumbline_mails_total\\{outcome="${outcome}"\\} (\\d+)`).exec(await metricsText())?.[1] ?? 0);
}

describe('a mail that is taken', () => {
  it('goes out once, with both parts, and leaves nothing of what it said', async () => {
    await serve();
    const before = await outcomes('sent');
    const id = await queued({ to: 'ada@example.org', subject: 'Grüße an Ada', paragraphs: ['Fish & <b>chips</b>'], action: { label: 'Open', url: 'https://plumbline.example/x?a=1&b=2' } });
    expect((await raw(id))?.to).not.toBe('ada@example.org');
    expect([...(await world.drain()).values()]).toEqual(['done']);
    const [mail] = server.taken;
    expect(server.taken).toHaveLength(1);
    expect(mail).toMatchObject({ from: 'no-reply@plumbline.example', to: ['ada@example.org'] });
    expect(mail?.raw).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail?.raw).toMatch(/^Content-Language: en\r$/m);
    const unfolded = mail?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
    expect(unfolded).toContain('Fish & <b>chips</b>');
    expect(unfolded).toContain('Fish &amp; &lt;b&gt;chips&lt;/b&gt;');
    expect(unfolded).toContain('Open:\r\nhttps://plumbline.example/x?a=1&b=2');
    const after = await stored(id);
    expect(after).toMatchObject({ state: 'sent', attempts: 1, unconfirmed: 0, messageId: mail?.messageId });
    expect([after.to, after.content, after.overdueAt]).toEqual([undefined, undefined, undefined]);
    expect(after.removeAt!.getTime() - after.sentAt!.getTime()).toBe(30 * 86_400_000);
    expect(await outcomes('sent')).toBe(before + 1);
  });

  it('is not sent again, however often it is asked for', async () => {
    await serve();
    const mail = aMail();
    await Promise.all([world.mailer.queue(mail), world.mailer.queue(mail)]);
    await world.drain();
    await world.mailer.queue({ ...mail, subject: 'Another subject' });
    expect(await world.drain()).toEqual(new Map([[`mail.send ${mail.id}`, 'done']]));
    expect(server.taken).toHaveLength(1);
  });

  it('is one of fifty, each of which goes out once', async () => {
    await serve();
    const ids = await Promise.all(Array.from({ length: 50 }, () => queued()));
    expect(new Set((await world.drain()).values())).toEqual(new Set(['done']));
    expect(server.taken).toHaveLength(50);
    expect(server.mailbox).toHaveLength(50);
    expect(new Set(server.taken.flatMap(({ to }) => to)).size).toBe(50);
    expect(await Promise.all(ids.map(async (id) => (await stored(id)).state))).toEqual(ids.map(() => 'sent'));
  });
});

describe('a mail that is refused', () => {
  it.each<[string, Reaction & { kind: 'refuse' }, string]>([
    ['at RCPT', { kind: 'refuse', at: 'RCPT', reply: '550 5.1.1 ada@example.org: no such mailbox' }, '550 5.1.1 RCPT TO'],
    ['at MAIL', { kind: 'refuse', at: 'MAIL', reply: '553 5.1.8 who is no-reply@plumbline.example' }, '553 5.1.8 MAIL FROM'],
    ['after DATA', { kind: 'refuse', at: 'DATA', reply: '554 5.7.1 spam to ada@example.org' }, '554 5.7.1 DATA'],
  ])('for good %s, is dead at once and keeps codes only', async (_where, reaction, codes) => {
    await serve({ reactions: [reaction] });
    const id = await queued({ to: 'ada@example.org' });
    const { ran, told } = await world.try(id);
    expect([ran, told]).toEqual(['dead', `The server refused the mail: ${codes}.`]);
    expect(await stored(id)).toMatchObject({ state: 'dead', death: 'refused', lastError: codes, attempts: 1, unconfirmed: 0, to: 'ada@example.org', removeAt: expect.any(Date) });
    expect(server.taken).toHaveLength(0);
  });

  it('is sent after all when an admin runs its job again and the server has changed its mind', async () => {
    await serve({ reactions: [{ kind: 'refuse', at: 'RCPT', reply: '550 5.2.1 disabled' }, { kind: 'take' }] });
    const id = await queued();
    expect(await world.drain()).toEqual(new Map([[`mail.send ${id}`, 'dead']]));
    expect((await world.try(id)).ran).toBe('done');
    const after = await stored(id);
    expect([after.state, after.death, after.lastError, after.attempts]).toEqual(['sent', undefined, undefined, 2]);
    expect(server.taken).toHaveLength(1);
  });

  it('for now (greylisting), is sent by a later try', async () => {
    await serve({ reactions: [{ kind: 'refuse', at: 'RCPT', reply: '451 4.7.1 come back in a minute' }, { kind: 'refuse', at: 'DATA', reply: '452 4.3.1 full' }, { kind: 'take' }] });
    const id = await queued();
    expect(await world.try(id)).toEqual({ ran: 'waits', told: 'The mail was not taken: 451 4.7.1 RCPT TO.' });
    expect(await stored(id)).toMatchObject({ state: 'queued', lastError: '451 4.7.1 RCPT TO', attempts: 1 });
    await world.drain();
    expect(await stored(id)).toMatchObject({ state: 'sent', attempts: 3, unconfirmed: 0 });
    expect(server.taken).toHaveLength(1);
  });

  it('because of the session and not for itself, waits for the operator', async () => {
    await serve({ reactions: [{ kind: 'refuse', at: 'MAIL', reply: '530 5.7.0 Authentication required' }] });
    expect((await world.try(await queued())).ran).toBe('waits');
  });

  it('for now, to the last try, is dead', async () => {
    await serve({ reactions: [{ kind: 'refuse', at: 'RCPT', reply: '450 4.2.0 later' }] });
    const id = await queued();
    expect([...(await world.drain()).values()]).toEqual(['dead']);
    expect(await stored(id)).toMatchObject({ state: 'dead', death: 'exhausted', attempts: 5, lastError: '450 4.2.0 RCPT TO' });
    expect(server.attempts).toHaveLength(5);
  });
});

describe('a mail that is not worth sending any more', () => {
  it('is dropped, and its text with it', async () => {
    await serve();
    const id = await queued({ expiresAt: new Date(clock.now().getTime() + 60_000) });
    clock.aheadMs = 61_000;
    expect((await world.try(id)).ran).toBe('done');
    const after = await stored(id);
    expect([after.state, after.death, after.to, after.content]).toEqual(['dead', 'expired', undefined, undefined]);
    expect((await world.try(id)).ran).toBe('done');
    expect(server.attempts).toHaveLength(0);
  });
});

describe('a server', () => {
  it('that is not there is tried again', async () => {
    await serve();
    const { url } = server;
    await server.stop();
    const id = await queued();
    expect(await world.try(id)).toEqual({ ran: 'waits', told: expect.stringMatching(/^The mail was not taken: (ESOCKET|ECONNECTION) CONN\.$/) });
    expect(await stored(id)).toMatchObject({ state: 'queued', unconfirmed: 0 });
    server = await TestSmtpServer.start();
    world.close();
    world = mailWorld(database, server.url, { jobs: world.jobs });
    expect(url).not.toBe(server.url);
    await world.drain();
    expect(server.taken).toHaveLength(1);
  });

  it('that hangs up before its greeting is called once a try', async () => {
    await serve();
    let calls = 0;
    const rude = createServer((socket) => {
      calls += 1;
      socket.end();
    }).listen(0, '127.0.0.1');
    await once(rude, 'listening');
    world.close();
    world = mailWorld(database, `smtp://127.0.0.1:${(rude.address() as AddressInfo).port}`);
    expect((await world.try(await queued())).ran).toBe('waits');
    expect(calls).toBe(1);
    rude.close();
  });

  it('that greets too late is tried again', async () => {
    const { opened, open } = aGate();
    await serve({ reactions: [{ kind: 'dawdle', at: 'greeting', until: opened }, { kind: 'take' }] }, { pace: { greetingMs: 200, connectMs: 200 } });
    const id = await queued();
    expect((await world.try(id)).told).toBe('The mail was not taken: ETIMEDOUT CONN.');
    open();
    await world.drain();
    expect([server.taken.length, (await stored(id)).unconfirmed]).toEqual([1, 0]);
  });

  it('is spoken to encrypted, with its certificate checked, and is shown the password', async () => {
    const certificate = testCertificate();
    const login = { user: 'mailer@example.org', password: 'p@ss/word:%' };
    for (const implicitTls of [false, true]) {
      await serve({ certificate, login, implicitTls }, { ca: certificate.cert });
      await queued();
      expect([...(await world.drain()).values()]).toEqual(['done']);
      expect(server.taken).toEqual([expect.objectContaining({ isEncrypted: true, user: login.user })]);
      if (!implicitTls) await server.stop();
    }
  });

  it('with a certificate of nobody we know, or with none where there is a password, is not given the mail', async () => {
    const strangers = testCertificate();
    await serve({ certificate: strangers }, { ca: testCertificate().cert });
    expect((await world.try(await queued())).told).toMatch(/ETLS|ESOCKET/);
    world.close();
    const withPassword = server.url.replace('://', '://user:secret@');
    await server.stop();
    server = await TestSmtpServer.start();
    world = mailWorld(database, withPassword.replace(/:\d+$/, `:${server.port}`).replace('localhost', '127.0.0.1'));
    expect((await world.try(await queued())).ran).toBe('waits');
    expect(server.attempts).toHaveLength(0);
  });
});
