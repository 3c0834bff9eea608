import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient } from '../fixtures/http-client.js';
import { json, newEmail, PASSWORD, succeeded } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';
import { TestSmtpServer } from '../fixtures/smtp-server.js';

const START_LIMIT_MS = 90_000;
const WAIT_LIMIT_MS = 30_000;

async function register(client: HttpClient): Promise<string> {
  const email = newEmail();
  succeeded(await client.send(json('POST', '/api/v1/auth/register', { email, password: PASSWORD, name: 'Ada Lovelace', accountType: 'client' })), 'registration');
  return email;
}

describe('without a mail server', () => {
  let service: Service;
  let client: HttpClient;
  let link = '';

  beforeAll(async () => {
    service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
    client = new HttpClient(service.url);
  }, START_LIMIT_MS);
  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it('mails are shown, to people as a page without any script and to programs as JSON', async () => {
    const email = await register(client);
    await eventually(async () => {
      const { items } = (await client.send({ method: 'GET', path: `/dev/mails?format=json&to=${encodeURIComponent(email)}` })).json as { items: readonly { readonly text: string }[] };
      expect(items).toEqual([expect.objectContaining({ to: email, subject: expect.any(String), html: expect.stringContaining('<!doctype html>') })]);
      link = /https?:\/\/\S+/.exec(items[0]?.text ?? '')?.[0] ?? '';
    });
    const page = await client.send({ method: 'GET', path: '/dev/mails', headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'unsafe-inline'/);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text).toContain(email);
    expect(page.text).not.toContain('<script');
  }, WAIT_LIMIT_MS);

  it('the page is no part of the contract, and refuses what it does not know', async () => {
    expect((await client.send({ method: 'GET', path: '/openapi.json' })).text).not.toContain('/dev/mails');
    expect((await client.send({ method: 'GET', path: '/dev/mails?to=nobody' })).status).toBe(400);
    expect((await client.send({ method: 'GET', path: '/dev/mails?form=json' })).status).toBe(400);
  });

  it('nothing that was said in a mail is in the log', () => {
    expect(link.length).toBeGreaterThan(40);
    expect(service.output().stdout).not.toContain(link.slice(-20));
  });
});

describe('with a mail server', () => {
  let server: TestSmtpServer;
  let service: Service;
  let client: HttpClient;

  beforeAll(async () => {
    server = await TestSmtpServer.start({ reactions: [{ kind: 'take' }, { kind: 'refuse', at: 'RCPT', reply: '550 5.1.1 no such mailbox' }] });
    service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1', SMTP_URL: server.url } });
    client = new HttpClient(service.url);
  }, START_LIMIT_MS);
  afterAll(async () => {
    client.close();
    await service.stop();
    await server.stop();
  });

  it('mails go out and are not shown; a refused one is a dead letter that names no address', async () => {
    const email = await register(client);
    await eventually(() => server.taken.length === 1, WAIT_LIMIT_MS);
    expect(server.taken[0]?.to).toEqual([email]);
    expect((await client.send({ method: 'GET', path: '/dev/mails' })).status).toBe(404);
    const refused = await register(client);
    await eventually(async () => expect((await client.send({ method: 'GET', path: '/metrics' })).text).toContain('plumbline_mails_total{outcome="refused"} 1'));
    expect(server.taken).toHaveLength(1);
    expect(service.output().stdout).not.toContain(refused.split('@')[0]);
  }, WAIT_LIMIT_MS);

  it('readiness tells of it, as something that is not required', async () => {
    const ready = async (): Promise<unknown> => (await client.send({ method: 'GET', path: '/ready' })).json;
    await eventually(async () => expect(await ready()).toMatchObject({ status: 'ready', dependencies: { smtp: { state: 'up', required: false } } }));
  }, WAIT_LIMIT_MS);
});
