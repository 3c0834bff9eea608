import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../fixtures/eventually.js';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { json, newAddress, newEmail, PASSWORD, People } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';

const NEW_PASSWORD = 'weather vane on the barn';

let service: Service;
let client: HttpClient;
let people: People;

beforeAll(async () => {
  service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1', PUBLIC_URL: 'https://plumbline.example' } });
  client = new HttpClient(service.url);
  people = new People(client);
}, 60_000);

afterAll(async () => {
  client.close();
  await service.stop();
});

const post = (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => client.send(json('POST', `/api/v1/${path}`, body, headers));
/** As a browser sends the form of a page. */
const submit = (path: string, fields: Record<string, string>) => client.send({ method: 'POST', path: `/api/v1/${path}`, headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': newAddress() }, body: new URLSearchParams(fields).toString() });
const get = (path: string) => client.send({ method: 'GET', path });
const me = (token: string) => client.send(json('GET', '/api/v1/users/me', undefined, { authorization: `Bearer ${token}` }));
const problem = (answer: HttpAnswer) => [answer.status, (answer.json as { code?: string } | undefined)?.code];
const subjects = async (address: string) => (await people.mails.to(address)).map(({ subject }) => subject);

describe('a registration', () => {
  it('is of use once the link in the mail is opened and its button pressed; opening it alone does nothing', async () => {
    const email = newEmail();
    await post('auth/register', { email, password: PASSWORD, name: 'Ada', accountType: 'client' });
    const login = () => post('auth/login', { email, password: PASSWORD });
    expect(problem(await login())).toEqual([401, 'INVALID_CREDENTIALS']);
    const token = await people.mails.token(email, 'verify-email');
    const page = await get(`/verify-email?token=${token}`);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain(`<form method="post" action="/api/v1/auth/verify-email">\n<input type="hidden" name="token" value="${token}">`);
    expect(page.text).not.toContain('<script');
    expect(problem(await login())).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await submit('auth/verify-email', { token })).json).toEqual({ detail: 'The address is confirmed. Log in.' });
    expect((await login()).status).toBe(200);
    expect(problem(await submit('auth/verify-email', { token }))).toEqual([410, 'LINK_NOT_GOOD']);
  });

  it('with a taken address tells its owner, by mail', async () => {
    const { email } = await people.register();
    await post('auth/register', { email, password: PASSWORD, name: 'Eve', accountType: 'client' });
    await eventually(async () => (await subjects(email))[0] === 'You have an account already');
  });

  it.each([
    ['Password123!', 'TOO_WEAK', /common password/],
    ['Ada Lovelace 1815', 'TOO_WEAK', /your name or your e-mail address/],
    ['liverpool1', 'TOO_COMMON', /found in breaches/],
  ])('refuses %j as %s, in a sentence that helps', async (password, code, message) => {
    const answer = await post('auth/register', { email: newEmail(), password, name: 'Ada Lovelace', accountType: 'client' });
    expect(answer.json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/password', code, message: expect.stringMatching(message) }] });
  });
});

describe('a page behind a link', () => {
  it.each(['verify-email', 'reset-password', 'confirm-email', 'accept-invitation'])('%s says when the link was cut, and shows nothing that it was not given', async (page) => {
    expect((await get(`/${page}`)).text).toContain('The link is not whole.');
    for (const token of ['A', '"><script>alert(1)</script>', 'A'.repeat(65)]) expect(problem(await get(`/${page}?token=${encodeURIComponent(token)}`))).toEqual([400, 'VALIDATION_FAILED']);
  });
});

describe('a forgotten password', () => {
  it('is asked for with one answer, whoever has the address', async () => {
    const { email } = await people.register();
    const stable = ({ status, text, headers }: HttpAnswer) => ({ status, text, headers: Object.keys(headers).sort() });
    for (const operation of ['auth/forgot-password', 'auth/resend-verification']) {
      const answers = await Promise.all([email, email, newEmail()].map((address) => post(operation, { email: address })));
      expect(answers[0]?.status).toBe(202);
      for (const answer of answers) expect(stable(answer)).toEqual(stable(answers[0] as HttpAnswer));
    }
  });

  it('is replaced by the form of the page: sessions end, the link is used up, the owner is told', async () => {
    const person = await people.register();
    await post('auth/forgot-password', { email: person.email.toUpperCase() });
    const token = await people.mails.token(person.email, 'reset-password');
    expect((await get(`/reset-password?token=${token}`)).text).toContain('type="password" autocomplete="new-password"');
    expect((await submit('auth/reset-password', { token, password: 'liverpool1' })).json).toMatchObject({ errors: [{ pointer: '/password', code: 'TOO_COMMON' }] });
    expect((await submit('auth/reset-password', { token, password: NEW_PASSWORD })).status).toBe(200);
    expect((await me(person.token)).status).toBe(401);
    expect(problem(await post('auth/login', { email: person.email, password: PASSWORD }))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect((await people.login(person.email, NEW_PASSWORD)).userId).toBe(person.userId);
    expect(problem(await submit('auth/reset-password', { token, password: PASSWORD }))).toEqual([410, 'LINK_NOT_GOOD']);
    await eventually(async () => (await subjects(person.email))[0] === 'Your password was changed');
  });
});

describe('a change by the owner', () => {
  it('of the password keeps this session and ends the others', async () => {
    const here = await people.register();
    const there = await people.login(here.email);
    const change = (currentPassword: string) => post('auth/change-password', { currentPassword, newPassword: NEW_PASSWORD }, { authorization: `Bearer ${here.token}` });
    expect(problem(await change('a wrong guess'))).toEqual([403, 'PASSWORD_REFUSED']);
    expect((await change(PASSWORD)).status).toBe(204);
    expect([(await me(here.token)).status, (await me(there.token)).status]).toEqual([200, 401]);
  });

  it('of the e-mail address takes a link to the new one, and tells the old one twice', async () => {
    const person = await people.register();
    const email = newEmail('moved');
    const answer = await post('users/me/email', { email, password: PASSWORD }, { authorization: `Bearer ${person.token}` });
    expect(answer.status).toBe(202);
    const token = await people.mails.token(email, 'confirm-email');
    expect(await subjects(person.email)).toContain('Your e-mail address is to be changed');
    expect((await submit('users/me/email/confirm', { token })).status).toBe(200);
    expect((await me(person.token)).status).toBe(401);
    expect((await people.login(email)).userId).toBe(person.userId);
    await eventually(async () => (await subjects(person.email))[0] === 'Your e-mail address was changed');
  });
});

describe('the log and the answers', () => {
  it('hold no token of a link', async () => {
    const { email } = await people.register();
    const token = await people.mails.token(email, 'verify-email');
    await get(`/verify-email?token=${token}`);
    const { stdout, stderr } = service.output();
    expect(stdout + stderr).not.toContain(token);
  });
});
