import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@plumbline/database';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dropAndClose, openTestDatabase } from '../../../../test/fixtures/test-database.js';
import { MailsRepository } from '../data/mails.repository.js';
import { aMail } from '../mail-world.fixture.js';
import { DevMailsController } from './dev-mails.controller.js';
import { KeptMailer } from './kept-mailer.js';

let database: Database;
let mails: MailsRepository;
let mailer: KeptMailer;

beforeAll(async () => {
  database = await openTestDatabase();
  mails = new MailsRepository(database);
  mailer = new KeptMailer(mails, 'localhost');
});
afterAll(() => dropAndClose(database));
afterEach(() => database.db.collection('mails').deleteMany({}));

interface Page {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

async function ask(query: { to?: string; format?: 'html' | 'json' }, accept?: string, remoteAddress = '127.0.0.1'): Promise<Page> {
  const headers: Record<string, string> = {};
  let text = '';
  const reply = {
    header: (name: string, value: string) => ((headers[name] = value), reply),
    type: (value: string) => ((headers['content-type'] = value), reply),
    send: async (body: string) => void (text = body),
  };
  await new DevMailsController(mails).list(query, { headers: { accept, 'x-forwarded-for': '127.0.0.1' }, socket: { remoteAddress } } as unknown as FastifyRequest, reply as unknown as FastifyReply);
  return { headers, text };
}

const items = async (query: { to?: string } = {}) => (JSON.parse((await ask({ ...query, format: 'json' })).text) as { items: Readonly<Record<string, string>>[] }).items;

describe('where no server is set, a mail', () => {
  it('is kept whole, encrypted, once', async () => {
    const mail = aMail({ to: 'Ada@example.org' });
    await mailer.queue(mail);
    await mailer.queue(mail);
    expect(await items({ to: 'ada@example.org' })).toEqual([{ id: mail.id, to: 'Ada@example.org', subject: mail.subject, text: expect.stringContaining(mail.action!.url), html: expect.stringContaining('<!doctype html>'), at: expect.any(String) }]);
    const stored = JSON.stringify(await database.db.collection('mails').findOne({}));
    expect(JSON.parse(stored)).toMatchObject({ state: 'sent', transport: 'kept' });
    expect(stored).not.toMatch(/example\.org|Welcome|token/i);
  });

  it('is found by its recipient, newest first', async () => {
    for (const subject of ['One', 'Two']) {
      await mailer.queue(aMail({ to: 'ada@example.org', subject }));
      await mailer.queue(aMail({ to: 'bob@example.org', subject }));
    }
    expect((await items({ to: 'ADA@example.org' })).map(({ subject }) => subject)).toEqual(['Two', 'One']);
    expect(await items()).toHaveLength(4);
    expect(await items({ to: 'eve@example.org' })).toEqual([]);
  });

  it('goes when there are five hundred newer ones', async () => {
    const at = new Date();
    await mailer.queue(aMail({ id: 'oldest' }));
    await database.db.collection<{ _id: string }>('mails').insertMany(Array.from({ length: 499 }, (_, index) => ({ _id: `filler-${index}`, v: 1, state: 'sent', transport: 'kept', messageId: '<x@y>', queuedAt: new Date(at.getTime() + 1_000), attempts: 0, unconfirmed: 0 })));
    await mailer.queue(aMail({ id: 'newest' }));
    expect(await database.db.collection('mails').countDocuments()).toBe(500);
    expect(await database.db.collection<{ _id: string }>('mails').findOne({ _id: 'oldest' })).toBeNull();
  });
});

describe('the page', () => {
  it('is shown to this machine alone, whatever a header says', async () => {
    for (const own of ['127.0.0.1', '127.3.2.1', '::1', '::ffff:127.0.0.1']) expect((await ask({}, 'application/json', own)).text).toBe('{"items":[]}');
    for (const foreign of ['192.0.2.7', '::ffff:10.0.0.1', '2001:db8::1', '10.127.0.1', '']) await expect(ask({}, 'application/json', foreign)).rejects.toMatchObject({ type: { code: 'NOT_FOUND' } });
  });

  it('is HTML for a browser: the mails, escaped, their links to be followed, no script allowed', async () => {
    await mailer.queue(aMail({ subject: 'A <b>', paragraphs: ['Fish & chips'], action: { label: 'Open', url: 'https://plumbline.example/?a=1&b="2"' } }));
    const { headers, text } = await ask({ to: 'x"><script>@example.org' }, 'text/html,application/xhtml+xml,application/json;q=0.1');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; form-action 'self';/);
    expect(text).toContain('value="x&quot;&gt;&lt;script&gt;@example.org"');
    const all = await ask({}, 'text/html');
    expect(all.text).toContain('<b>A &lt;b&gt;</b>');
    expect(all.text).toContain('<p>Fish &amp; chips</p><p><a href="https://plumbline.example/?a=1&amp;b=&quot;2&quot;" rel="noreferrer">Open</a>');
  });

  it('is JSON for who accepts that alone, or asks for it', async () => {
    expect((await ask({}, 'application/json')).headers['content-type']).toBe('application/json; charset=utf-8');
    expect((await ask({ format: 'html' }, 'application/json')).headers['content-type']).toBe('text/html; charset=utf-8');
    expect(JSON.parse((await ask({ format: 'json' }, 'text/html')).text)).toEqual({ items: [] });
  });
});
