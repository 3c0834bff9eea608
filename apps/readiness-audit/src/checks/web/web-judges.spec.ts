import { describe, expect, it } from '@jest/globals';
import type { Walk } from '../../artifacts/walk.ts';
import type { Exchange, Fields } from '../../http/exchange.ts';
import type { ApiDocument } from '../../openapi/document.ts';
import { normalise } from '../../openapi/normalise.ts';
import { operationsOf } from '../../openapi/operations.ts';
import type { Verdict } from '../../judge/outcome.ts';
import { addressPlaces } from './addresses.ts';
import { cookies } from './cookies.ts';
import { headers } from './headers.ts';
import { secretsInUrl } from './secrets-in-url.ts';

const answered = (fields: Fields, { url = 'http://service.test/', asked = [] }: { readonly url?: string; readonly asked?: Fields } = {}): Exchange => ({ id: 'x1', at: '', ms: 1, request: { method: 'GET', url, headers: asked }, answer: { status: 200, headers: fields, body: '<p>', bytes: 3 } });
const walkOf = (...controls: readonly Exchange[]): Walk => ({ visits: controls.map((control) => ({ operation: 'one', control })), journeys: [] });
const problemsOf = (verdict: Verdict): readonly string[] => (verdict.outcome === 'fail' ? verdict.findings.map(({ subject, problem }) => `${subject}: ${problem}`) : []);

function documentOf(paths: Record<string, unknown>, components: Record<string, unknown> = {}): ApiDocument {
  const document = normalise({ openapi: '3.1.0', paths, components });
  return { source: '', version: '3.1.0', title: '', operations: operationsOf(document, ''), document, problems: [], isBehindLogin: false };
}

describe('web.headers', () => {
  const SAFE: Fields = [['Content-Type', 'text/html'], ['X-Content-Type-Options', 'nosniff'], ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"]];
  const judged = (exchange: Exchange): readonly string[] => problemsOf(headers.judge({ walk: walkOf(exchange), surface: { root: exchange, unknown: exchange, unknownBelow: exchange } }, undefined));

  it('has nothing against a page with a strict policy', () => {
    expect(judged(answered(SAFE))).toEqual([]);
  });

  it.each([
    ['Content-Security-Policy', [['Content-Security-Policy', "script-src 'unsafe-inline' *; frame-ancestors 'none'"]] as Fields, /protects little: script-src/],
    ['X-Frame-Options', [['Content-Security-Policy', "default-src 'none'"]] as Fields, /may be framed/],
    ['Server', [['Server', 'nginx/1.2.3']] as Fields, /version/],
    ['X-Powered-By', [['X-Powered-By', 'Express']] as Fields, /Express/],
  ])('finds a bad %s', (subject, changed, words) => {
    const rest = SAFE.filter(([name]) => !changed.some(([other]) => other === name));
    const problems = judged(answered([...rest, ...changed]));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(subject);
    expect(problems[0]).toMatch(words);
  });

  it('asks for Strict-Transport-Security over HTTPS only, and for no shared cache of what was asked with credentials', () => {
    expect(judged(answered(SAFE, { url: 'https://service.test/' }))).toEqual([expect.stringContaining('Strict-Transport-Security')]);
    expect(judged(answered([...SAFE, ['Strict-Transport-Security', 'max-age=31536000']], { url: 'https://service.test/' }))).toEqual([]);
    expect(judged(answered([...SAFE, ['Cache-Control', 'public, max-age=60']], { asked: [['Authorization', 'Bearer x']] }))).toEqual([expect.stringContaining('shared caches')]);
  });
});

describe('web.cookies', () => {
  const judged = (cookie: string, baseUrl = 'https://service.test'): Verdict => cookies.judge({ walk: walkOf(answered([['Set-Cookie', cookie]])), sessions: [], declared: { baseUrl } }, undefined);

  it.each(['sid=1; HttpOnly; Secure; SameSite=Lax', '__Host-session=1; Path=/; HttpOnly; Secure; SameSite=Strict', 'theme=dark', 'csrf_token=1; Secure; SameSite=Strict'])('has nothing against %s', (cookie) => {
    expect(judged(cookie).outcome).toBe('pass');
  });

  it.each([
    ['sid=1; Secure; SameSite=Lax', /HttpOnly/], ['sid=1; HttpOnly; Secure', /SameSite/], ['sid=1; HttpOnly; SameSite=Lax', /lacks Secure/],
    ['__Host-a=1; Secure; Path=/x', /__Host|prefix/], ['__Secure-a=1', /prefix/], ['a=1; SameSite=None', /SameSite=None/],
  ])('finds what is wrong with %s', (cookie, words) => {
    expect(problemsOf(judged(cookie)).join()).toMatch(words);
  });

  it('passes over cookies that are deleted, and asks for Secure over HTTPS only', () => {
    expect(judged('sid=; Max-Age=0').outcome).toBe('not-applicable');
    expect(judged('sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT').outcome).toBe('not-applicable');
    expect(judged('sid=1; HttpOnly; SameSite=Lax', 'http://127.0.0.1:3000').outcome).toBe('pass');
  });
});

describe('web.secrets-in-url', () => {
  const judged = (path: string, name: string): string => secretsInUrl.judge({ document: documentOf({ [path]: { get: { parameters: [{ name, in: 'query' }] } } }) }, undefined).outcome;

  it.each(['password', 'apiKey', 'api_key', 'access_token', 'token', 'sessionId', 'X-Auth-Token'])('finds %s', (name) => {
    expect(judged('/things', name)).toBe('fail');
  });

  it.each(['pageToken', 'nextToken', 'cursor', 'tokenType', 'author', 'keyword', 'pinned'])('has nothing against %s', (name) => {
    expect(judged('/things', name)).toBe('pass');
  });

  it.each([
    ['/tokens/{token}', 'token', 'path', 'pass'],
    ['/sessions/{sessionId}', 'sessionId', 'path', 'pass'],
    ['/link_account_sessions/{session}', 'session', 'path', 'pass'],
    ['/things/{token}', 'token', 'path', 'fail'],
    ['/things', 'session', 'query', 'fail'],
  ])('of %s, %s in the %s: %s', (path, name, where, outcome) => {
    expect(secretsInUrl.judge({ document: documentOf({ [path]: { get: { parameters: [{ name, in: where, required: where === 'path' }] } } }) }, undefined).outcome).toBe(outcome);
  });

  it('has nothing against a search by the things of a collection', () => {
    const parameter = (where: string): object => ({ parameters: [{ name: 'session', in: where, required: where === 'path' }] });
    expect(secretsInUrl.judge({ document: documentOf({ '/accounts': { get: parameter('query') }, '/sessions/{session}': { get: parameter('path') } }) }, undefined).outcome).toBe('pass');
  });

  it('has nothing against the token of a link that comes by mail', () => {
    expect(judged('/verify-email', 'token')).toBe('pass');
  });
});

describe('the places that take an address', () => {
  it('are told by format and by name, in the query and in the body, through references and rings', () => {
    const body = { type: 'object', properties: { callbackUrl: { type: 'string' }, homepage: { type: 'string', format: 'uri' }, source: { enum: ['web', 'app'] }, nested: { $ref: '#/components/schemas/Ring' }, name: { type: 'string' } } };
    const document = documentOf({ '/hooks': { post: { parameters: [{ name: 'image_url', in: 'query', schema: { type: 'string' } }, { name: 'limit', in: 'query' }], requestBody: { content: { 'application/json': { schema: body } } } } } }, { schemas: { Ring: { type: 'object', properties: { webhook: { type: 'string' }, again: { $ref: '#/components/schemas/Ring' } } } } });
    const [operation] = document.operations;
    const names = operation === undefined ? [] : addressPlaces(document, operation).map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['query parameter image_url', '/callbackUrl of the body', '/homepage of the body', '/nested/webhook of the body']);
    expect(names.length).toBeLessThan(10);
  });
});
