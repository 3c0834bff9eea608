import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '@plumbline/common';
import { readConfig } from '@plumbline/config';
import { SignatureRing, signingKeys } from '@plumbline/signatures';
import decodeQR from 'qr/decode.js';
import { eventually, fastest } from '../../../test/fixtures/eventually.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { type CertificatesWorld, openCertificates, type RawCertificate } from './certificates-world.fixture.js';
import { CERTIFICATE_TYPE } from './domain/claims.js';
import { CertificateAnswers } from './http/certificate-answers.js';
import { CertificateKeysController } from './http/certificate-keys.controller.js';
import { PAGE_POLICY } from './http/page/certificate-page.js';
import { PAGE_STYLE } from './http/page/page-style.js';
import { CheckCertificateText } from './use-cases/check-certificate-text.js';
import { RevokeCertificate } from './use-cases/revoke-certificate.js';

const DAY_MS = 86_400_000;
const NAME = 'Harbor & Pine Millwork LLC';
const keyOf = (id: string) => ({ id, bytes: randomBytes(32) });
const textOf = ({ id, bytes }: { id: string; bytes: Buffer }) => `${id}:${bytes.toString('base64')}`;
const c1 = keyOf('c1');

let world: CertificatesWorld;
let admin: Principal;
let valid: RawCertificate;

beforeAll(async () => {
  world = await openCertificates(testConfig({ DEMO_PASSWORD: 'a password of demo people', CERTIFICATE_SIGNING_KEYS: textOf(c1), PUBLIC_URL: 'https://plumbline.example.org' }));
  admin = world.firms.as('admin');
  valid = await world.issue();
}, 60_000);
afterAll(() => world.firms.drop());

/** A certificate that another firm holds, in the state that a test asks for. */
async function another(change: Partial<RawCertificate> = {}): Promise<RawCertificate> {
  const id = `0193a1f2-7c3e-7b44-9a51-${randomBytes(6).toString('hex')}`;
  const claims = { ...claimsOf(valid.jws), jti: id };
  const copy = { ...valid, _id: id, number: `copy-of-${id}`, assessmentId: id, businessId: id, jws: new SignatureRing([c1]).sign(CERTIFICATE_TYPE, claims), outbox: [], ...change };
  await world.firms.database.db.collection<RawCertificate>('certificates').insertOne(copy);
  return copy;
}
const claimsOf = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')) as Record<string, unknown>;
const checkText = (jws: string) => world.firms.get(CheckCertificateText).execute(jws);
const revoke = async (id: string) => {
  const { certificate, version } = await world.firms.get(RevokeCertificate).execute(admin, id, 'It was issued by mistake.');
  world.firms.get(CertificateAnswers).forget(certificate, version);
};

describe('a text that is presented', () => {
  const header = { alg: 'EdDSA', typ: CERTIFICATE_TYPE, kid: 'c1' };
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  /** The certificate's text with some of its parts replaced. */
  const with_ = ({ head, body, signature }: { head?: object; body?: object; signature?: string }): string => {
    const [h, b, s] = valid.jws.split('.') as [string, string, string];
    return [head === undefined ? h : encoded(head), body === undefined ? b : encoded(body), signature ?? s].join('.');
  };
  const flipped = (part: 0 | 1 | 2): string => valid.jws.split('.').map((text, place) => (place === part ? `${text.slice(0, 20)}${text[20] === 'A' ? 'B' : 'A'}${text.slice(21)}` : text)).join('.');
  const ring = (...keys: { id: string; bytes: Buffer }[]) => new SignatureRing(keys);
  const signedFor = (typ: string) => ring(c1).sign(typ, claimsOf(valid.jws));

  it.each<[string, () => string, string]>([
    ['as it was issued', () => valid.jws, 'valid'],
    ['as a mail wraps it', () => `  ${valid.jws.match(/.{1,60}/g)!.join('\r\n ')}\n`, 'valid'],
    ['a changed floor', () => with_({ body: { ...claimsOf(valid.jws), verifiedFloor: 100 } }), 'changed'],
    ['a longer life', () => with_({ body: { ...claimsOf(valid.jws), exp: 4_102_444_800 } }), 'changed'],
    ['another signature', () => with_({ signature: Buffer.alloc(64, 7).toString('base64url') }), 'changed'],
    ['a changed byte in the signature', () => flipped(2), 'changed'],
    ['alg none', () => with_({ head: { ...header, alg: 'none' } }), 'wrong_algorithm'],
    ['alg HS256', () => with_({ head: { ...header, alg: 'HS256' } }), 'wrong_algorithm'],
    ['alg none, without a signature', () => with_({ head: { ...header, alg: 'none' }, signature: '' }), 'unreadable'],
    ['an unknown key', () => with_({ head: { ...header, kid: 'c9' } }), 'unknown_key'],
    ['signed by somebody else', () => ring(keyOf('x1')).sign(CERTIFICATE_TYPE, claimsOf(valid.jws)), 'unknown_key'],
    ['signed by somebody else under our key id', () => ring(keyOf('c1')).sign(CERTIFICATE_TYPE, claimsOf(valid.jws)), 'changed'],
    ['an access token under our key', () => signedFor('at+jwt'), 'not_a_certificate'],
    ['a checkpoint of the audit log under our key', () => signedFor('plumbline-audit-checkpoint+jws'), 'not_a_certificate'],
    ['a certificate that was never issued', () => ring(c1).sign(CERTIFICATE_TYPE, { ...claimsOf(valid.jws), jti: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90' }), 'not_ours'],
    ['our signature on something without an id', () => ring(c1).sign(CERTIFICATE_TYPE, { jti: { $gt: '' } }), 'not_ours'],
    ['half of it', () => valid.jws.slice(0, valid.jws.length / 2), 'unreadable'],
    ['no certificate at all', () => 'Harbor & Pine is ready.', 'unreadable'],
  ])('%s', async (_what, text, verdict) => {
    const answer = await checkText(text());
    expect(answer.verdict).toBe(verdict);
    expect(answer.sentence).toMatch(/\.$/);
    expect(answer.certificate?.id).toBe(verdict === 'valid' ? valid._id : undefined);
  });

  it('is never good when any one of its characters is another', async () => {
    const verdicts = new Set<string>();
    for (let place = 0; place < valid.jws.length; place += 1) verdicts.add((await checkText(`${valid.jws.slice(0, place)}${valid.jws[place] === 'A' ? 'B' : 'A'}${valid.jws.slice(place + 1)}`)).verdict);
    expect([...verdicts].filter((verdict) => !['changed', 'unreadable', 'unknown_key', 'wrong_algorithm', 'not_a_certificate'].includes(verdict))).toEqual([]);
    expect(verdicts).toContain('changed');
  });

  it.each<[string, Partial<RawCertificate>, string]>([
    ['expired, before the job has seen it', { issuedAt: new Date(Date.now() - 400 * DAY_MS), expiresAt: new Date(Date.now() - DAY_MS) }, 'expired'],
    ['expired', { state: 'expired', expiresAt: new Date(Date.now() - DAY_MS) }, 'expired'],
    ['not yet valid', { issuedAt: new Date(Date.now() + DAY_MS) }, 'not_yet_valid'],
    ['revoked', { state: 'revoked', revokedAt: new Date() }, 'revoked'],
    ['superseded', { state: 'superseded', supersededBy: 'PLB-2026-7K3M-9XQ4-T8RH' }, 'superseded'],
  ])('whose signature is right, but which is %s', async (_what, change, verdict) => {
    expect(await checkText((await another(change)).jws)).toMatchObject({ verdict, certificate: { businessName: NAME } });
  });
});

describe('rotation of keys', () => {
  it('signs with the new key; what the old one signed stays good, also when only its public half is left', async () => {
    const [{ publicKey }] = signingKeys([c1]) as [ReturnType<typeof signingKeys>[number]];
    const c2 = keyOf('c2');
    const publicHalf = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');
    const environment = { ...Object.fromEntries(Object.entries(world.firms.config.values).filter(([, value]) => typeof value === 'string')) } as Record<string, string>;
    const keys: { name: string; env: Record<string, string>; verdict: string; signer: string; published: string[] }[] = [
      { name: 'both', env: { CERTIFICATE_SIGNING_KEYS: `${textOf(c2)},${textOf(c1)}` }, verdict: 'valid', signer: 'c2', published: ['c2', 'c1'] },
      { name: 'retired', env: { CERTIFICATE_SIGNING_KEYS: textOf(c2), CERTIFICATE_RETIRED_KEYS: `c1:${publicHalf}` }, verdict: 'valid', signer: 'c2', published: ['c2', 'c1'] },
      { name: 'forgotten', env: { CERTIFICATE_SIGNING_KEYS: textOf(c2) }, verdict: 'unknown_key', signer: 'c2', published: ['c2'] },
    ];
    for (const { name, env, verdict, signer, published } of keys) {
      const config = readConfig({ ...secretsOf(world.firms.config.values), ...environment, ...env });
      const later = await openCertificates(config);
      expect({ name, verdict: (await later.firms.get(CheckCertificateText).execute(valid.jws)).verdict }).toEqual({ name, verdict });
      expect(later.firms.get(CertificateKeysController).keySet().keys.map(({ kid }) => kid)).toEqual(published);
      expect(JSON.stringify(later.firms.get(CertificateKeysController).keySet())).not.toContain('"d"');
      const fresh = await later.issue(new Date(Date.now() - DAY_MS));
      expect(fresh['keyId']).toBe(signer);
      await later.firms.close();
    }
  }, 60_000);
});

/** The ring variables, back in the form in which the environment has them. */
function secretsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const rings = ['DATA_KEYS', 'TOKEN_SIGNING_KEYS', 'AUDIT_SIGNING_KEYS'].map((name) => [name, (values[name] as { id: string; bytes: Buffer }[]).map(textOf).join(',')]);
  const keys = ['BLIND_INDEX_KEY', 'COOKIE_KEY'].map((name) => [name, (values[name] as Buffer).toString('base64')]);
  return Object.fromEntries([...rings, ...keys]) as Record<string, string>;
}

describe('offline, with the keys alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certificate-'));
  const keys = path.join(folder, 'keys.json');
  const verify = (text: string, ...more: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/verify-certificate.mjs', '-', '--keys', keys, ...more], { input: text, encoding: 'utf8' });
    return `${status} ${stdout}${stderr}`;
  };
  beforeAll(() => writeFileSync(keys, JSON.stringify(world.firms.get(CertificateKeysController).keySet())));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is good as it was issued, also as the answer of a check', async () => {
    expect(verify(valid.jws)).toBe(`0 Good: ${valid.number}, ${NAME}, at least 83 % of catalogue version 1 verified, valid until ${new Date(Math.floor(valid.expiresAt.getTime() / 1000) * 1000).toISOString()}.\nSigned by https://plumbline.example.org with key c1. Whether it was revoked since is known at https://plumbline.example.org/certificates/${valid.number} only.\n`);
    expect(verify((await world.answer('check', valid.number)).body)).toMatch(/^0 Good: /);
  });

  it.each<[string, () => string, string[], string]>([
    ['changed', () => valid.jws.replace(/(\.[^.]{40})(.)/, (_all, kept: string, byte: string) => `${kept}${byte === 'A' ? 'B' : 'A'}`), [], 'Not good: The '],
    ['of alg none', () => `${Buffer.from(JSON.stringify({ alg: 'none', typ: CERTIFICATE_TYPE })).toString('base64url')}.${valid.jws.split('.')[1]!}.`, [], 'Not good: The algorithm is "none"'],
    ['signed for another purpose', () => new SignatureRing([c1]).sign('at+jwt', claimsOf(valid.jws)), [], 'Not good: The type is "at+jwt"'],
    ['signed by somebody else', () => new SignatureRing([keyOf('x')]).sign(CERTIFICATE_TYPE, claimsOf(valid.jws)), [], 'Not good: The key "x" is not in the key set.'],
    ['expired', () => valid.jws, ['--at', new Date(Date.now() + 366 * DAY_MS).toISOString()], 'Not good: It expired at '],
    ['not yet valid', () => valid.jws, ['--at', '2020-01-01'], 'Not good: It is not valid before '],
    ['no certificate', () => 'hello', [], 'Not good: This is not a compact JWS'],
  ])('is not when it is %s', (_what, text, more, said) => {
    expect(verify(text(), ...more)).toContain(`1 ${said}`);
  });

  it('says when it cannot tell', () => {
    expect(verify(valid.jws, '--at', 'tomorrow')).toContain('2 Could not be checked: Usage: ');
  });
});

describe('a check by number or id', () => {
  it('tells everybody the same: what is certified, and nothing of people', async () => {
    const byNumber = await world.answer('check', valid.number);
    const byId = await world.answer('check', valid._id);
    expect(byNumber).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'public, max-age=60, must-revalidate', etag: expect.stringMatching(/^W\//) } });
    expect(byId.body).toBe(byNumber.body);
    expect(JSON.parse(byNumber.body)).toEqual({
      status: 'valid', sentence: expect.stringMatching(/^This certificate is valid until /), number: valid.number, businessName: NAME, catalogueVersion: 1, verifiedFloor: 83,
      issuedAt: valid.issuedAt.toISOString(), expiresAt: valid.expiresAt.toISOString(), revokedAt: null, supersededBy: null, keyId: 'c1', jws: valid.jws,
    });
    expect(await world.answer('check', valid.number.toLowerCase().replaceAll('-', ''))).toMatchObject({ status: 200, body: byNumber.body });
    expect(await world.answer('check', valid.number, { 'if-none-match': byNumber.headers['etag'] as string })).toMatchObject({ status: 304, body: '' });
  });

  it.each([
    ['an unknown id', '0193a1f2-7c3e-7b44-9a51-000000000000'],
    ['an unknown number', 'PLB-2026-0000-0000-0000'],
    ['a mistyped number', 'PLB-2026-7K3M-9XQ4-T8R0'],
  ])('is 404 for %s', async (_what, reference) => {
    for (const kind of ['check', 'page', 'qr'] as const) expect((await world.answer(kind, reference)).body).toContain('NOT_FOUND');
  });

  it('says at once that it was revoked, and without delay in another process', async () => {
    const other = await openCertificates(world.firms.config);
    let id = '';
    const status = async (of: CertificatesWorld): Promise<string> => (JSON.parse((await of.answer('check', id)).body) as { status: string }).status;
    expect(await fastest(100, async () => {
      id = (await another())._id;
      expect([await status(world), await status(other)]).toEqual(['valid', 'valid']);
      await revoke(id);
      expect(await status(world)).toBe('revoked');
      return eventually(async () => (await status(other)) === 'revoked');
    })).toBeLessThan(100);
    const { body } = await other.answer('check', id);
    expect(body).not.toContain('mistake');
    expect(body).not.toContain(admin.userId);
    await other.firms.close();
  }, 30_000);
});

describe('the QR code', () => {
  it('leads to the page of the certificate, also when a part of it is unreadable', async () => {
    const { status, body, headers } = await world.answer('qr', valid.number);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'image/svg+xml', 'public, max-age=3600']);
    const url = `https://plumbline.example.org/certificates/${valid.number}`;
    expect(decodeQR(paint(body))).toBe(url);
    expect(decodeQR(paint(body, { stamp: true }))).toBe(url);
    expect((await world.answer('page', valid.number)).body).toContain(/<path[^>]*>/.exec(body)![0]);
  });
});

/** Paints the SVG of a code as a camera would see it: each module of its `h`/`v` path drawn as 6 x 6 points. */
function paint(svg: string, { stamp = false } = {}): { width: number; height: number; data: Uint8Array } {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)![1]);
  const dark = modulesOf(/ d="([^"]+)"/.exec(svg)![1]!, size);
  const scale = 6;
  const data = new Uint8Array(size * scale * size * scale * 4).fill(255);
  for (let y = 0; y < size * scale; y += 1) {
    for (let x = 0; x < size * scale; x += 1) {
      const [row, column] = [Math.floor(y / scale), Math.floor(x / scale)];
      const stamped = stamp && row > size / 2 && row < size / 2 + 5 && column > size / 2 && column < size / 2 + 5;
      if (stamped || dark[row]![column]) data.fill(0, (y * size * scale + x) * 4, (y * size * scale + x) * 4 + 3);
    }
  }
  return { width: size * scale, height: size * scale, data };
}

/** Which modules a path fills: even-odd along each row. */
function modulesOf(path: string, size: number): boolean[][] {
  const dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const edges = Array.from({ length: size }, () => new Array<boolean>(size + 1).fill(false));
  let [x, y] = [0, 0];
  let start = [0, 0];
  const vertical = (to: number): void => {
    for (let row = Math.min(y, to); row < Math.max(y, to); row += 1) edges[row]![x] = !edges[row]![x];
    y = to;
  };
  for (const [, command = '', text = ''] of path.matchAll(/([MmHhVvZzlL])([^MmHhVvZzlL]*)/g)) {
    const numbers = (text.match(/-?\d+/g) ?? []).map(Number);
    if (command === 'M') start = [x, y] = numbers as [number, number];
    else if (command === 'm') start = [x, y] = [x + numbers[0]!, y + numbers[1]!];
    else if (command === 'h') x += numbers[0]!;
    else if (command === 'H') x = numbers[0]!;
    else if (command === 'v') vertical(y + numbers[0]!);
    else if (command === 'V') vertical(numbers[0]!);
    else if (command.toLowerCase() === 'z') {
      vertical(start[1]!);
      x = start[0]!;
    } else throw new Error(`The path has ${command}.`);
  }
  for (let row = 0; row < size; row += 1) {
    let inside = false;
    for (let column = 0; column < size; column += 1) dark[row]![column] = inside = edges[row]![column] ? !inside : inside;
  }
  return dark;
}

describe('the page', () => {
  it('says what is certified, in a language, with a title, without a script and loading nothing', async () => {
    const { status, body, headers } = await world.answer('page', valid.number);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'public, max-age=60, must-revalidate']);
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(body).toContain(`<title>Certificate ${valid.number} – Harbor &amp; Pine Millwork LLC</title>`);
    for (const part of [valid.number, 'at least 83 %', 'version 1', 'This certificate is valid until', '@page']) expect(body).toContain(part);
    expect(body).not.toMatch(/<script|<img|<link|\bstyle=|\bon\w+=|url\(|@import/i);
    expect(headers['content-security-policy']).toBe(PAGE_POLICY);
  });

  it('has the style that its policy lets in', async () => {
    const { body } = await world.answer('page', valid.number);
    expect(/<style>([\s\S]*)<\/style>/.exec(body)?.[1]).toBe(PAGE_STYLE);
  });

  it('shows the name of a firm that is HTML as text', async () => {
    const { _id } = await another({ businessName: `<img src=x onerror=alert(1)>"'&` });
    const { body } = await world.answer('page', _id);
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    expect(body).not.toContain('<img');
  });

  it.each<[string, Partial<RawCertificate>, string[]]>([
    ['revoked', { state: 'revoked', revokedAt: new Date('2026-05-01T00:00:00Z') }, ['<title>Revoked: ', 'This certificate was revoked on 1 May 2026 and must not be relied on.']],
    ['expired', { state: 'valid', expiresAt: new Date('2026-05-01T00:00:00Z') }, ['<title>Expired: ', 'This certificate expired on 1 May 2026.']],
    ['superseded', { state: 'superseded', supersededBy: 'PLB-2026-7K3M-9XQ4-T8RH' }, ['<title>Replaced: ', 'href="https://plumbline.example.org/certificates/PLB-2026-7K3M-9XQ4-T8RH"']],
  ])('says so at its top when it is %s', async (_what, change, parts) => {
    const { body } = await world.answer('page', (await another(change))._id);
    for (const part of parts) expect(body).toContain(part);
    expect(body.indexOf('class="status not"')).toBeLessThan(body.indexOf('class="lead"'));
    expect(body).not.toContain('This is to certify that');
  });
});
