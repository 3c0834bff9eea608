import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainLogs, logger, openLog } from '../index.js';
import { mask, maskLine } from './mask.js';

/** What must never be read in a line, and the part of it that would give it away. */
const CANARIES: Readonly<Record<string, { readonly value: string; readonly core: string }>> = {
  'an e-mail address': { value: 'jane.canary+x@example-firm.org', core: 'jane.canary' },
  'a short e-mail address': { value: 'jc@cn.ry', core: 'jc@cn.ry' },
  'an address with umlauts': { value: 'jürgen.canary@müller.example', core: 'canary@m' },
  'a Visa number': { value: '4242424242424242', core: '4242424242424242' },
  'a spaced Mastercard number': { value: '5555 5555 5555 4444', core: '5555 4444' },
  'a dashed Amex number': { value: '3782-822463-10005', core: '822463' },
  'an international phone number': { value: '+49 30 901820-77', core: '901820' },
  'a phone number with 00': { value: '0049 171 5550199', core: '5550199' },
  'a national phone number': { value: '0171 5550199', core: '5550199' },
  'a North American phone number': { value: '(202) 555-0143', core: '555-0143' },
  'a JWT': { value: 'eyJhbGciOiJFZERTQSIsImtpZCI6InQxIn0.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl', core: 'eyJzdWIiOiJjYW5hcnkifQ' },
  'a bearer token': { value: 'Bearer 8f3kq0s7d6canary', core: '8f3kq0s7d6canary' },
  'an API key': { value: 'sk_live_51Hcanary0000000000', core: '51Hcanary' },
  'an API key of ours': { value: 'plb_Zq3kX9aB_canary-kq0s7d6_8f3Lw1TnYv5RcXe2HgPbMu9JdKs4Aq', core: 'canary-kq0s7d6' },
  'a database URI': { value: 'mongodb://admin:hunter2canary@db1.internal:27017,db2.internal/plumbline?replicaSet=rs0', core: 'hunter2canary' },
  'a password in a query': { value: 'password=hunter2canary', core: 'hunter2canary' },
};

const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it stands': (text) => text,
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in the middle of base64': (text) => Buffer.from(`{"a":1,"to":"${text}","b":2}`).toString('base64'),
  'url-encoded': (text) => encodeURIComponent(text),
  'url-encoded to the last letter': (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'base64 in percent signs': (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
  'base64 of base64': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
};

const PLACES: Readonly<Record<string, (text: string) => unknown>> = {
  'a message': (text) => `Could not reach ${text}, giving up.`,
  'a URL path': (text) => `GET https://api.example.org/confirm/${text}`,
  'a URL query': (text) => `https://api.example.org/confirm?next=/home&x=${text}&y=1`,
  'an error message': (text) => new Error(`no account for ${text}`),
  'an error cause': (text) => new Error('outer', { cause: new TypeError(`inner ${text}`) }),
  'a nested object': (text) => ({ a: [{ b: { c: `x ${text}` } }] }),
  'JSON in a string': (text) => ({ body: JSON.stringify({ deep: { value: text } }) }),
  'a key': (text) => ({ [text]: true }),
};

const CASES = Object.entries(CANARIES).flatMap(([what, canary]) =>
  Object.entries(ENCODINGS).flatMap(([how, encode]) => Object.entries(PLACES).map(([where, place]) => [what, how, where, place(encode(canary.value)), encode(canary.value), canary.core] as const)),
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-mask-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('the log', () => {
  it(`holds none of ${CASES.length} canaries`, async () => {
    const file = join(folder, 'canaries.log');
    openLog({ path: file });
    for (const [, , , thing] of CASES) {
      if (typeof thing === 'string') logger.info(thing);
      else if (thing instanceof Error) logger.error({ err: thing }, 'failed');
      else logger.info(thing as object, 'object');
    }
    await drainLogs();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(CASES.length);
    const seen = CASES.filter(([, , , , encoded, core], index) => [encoded, core].some((text) => lines[index]?.includes(text) === true || lines[index]?.includes(JSON.stringify(text).slice(1, -1)) === true));
    expect(seen.map(([what, how, where], index) => `${what} ${how} in ${where}: ${lines[CASES.indexOf(seen[index] as (typeof CASES)[number])]}`)).toEqual([]);
  });

  it('leaves out members with a telling name', async () => {
    const file = join(folder, 'keys.log');
    openLog({ path: file });
    logger.info({ password: 'a', newPassword: 'b', authorization: 'c', headers: { Cookie: 'd', 'set-cookie': 'e', 'x-api-key': 'f' }, refreshToken: 'g', clientSecret: 'h', kept: 'yes' }, 'x');
    await drainLogs();
    const [line] = (await readFile(file, 'utf8')).split('\n');
    expect(JSON.parse(line as string)).toEqual({ level: 'info', time: expect.any(String), headers: {}, kept: 'yes', msg: 'x' });
  });
});

describe('random tokens', () => {
  it('are masked wherever they stand, and hashes, ids and names are not', () => {
    for (let i = 0; i < 5_000; i += 1) {
      // The same ones in every run: the rule is a matter of likelihood.
      const token = createHash('sha256').update(String(i)).digest('base64url');
      expect(mask(`refresh ${token} was used twice`)).not.toContain(token);
      for (const harmless of [randomUUID(), randomBytes(16).toString('hex'), randomBytes(32).toString('hex'), '0193a1f2-7c3d-7abc-8def-0123456789ab']) expect(mask(harmless)).toBe(harmless);
    }
  });
});

describe('what is neither personal nor secret', () => {
  it.each([
    { id: '0193a1f2-7c3d-7abc-8def-0123456789ab', at: '2026-01-02T03:04:05.678Z', day: '2026-01-02', ms: 12.345678901, n: 1767322845678, ns: 1767322845678123, big: 9007199254740991, neg: -1 },
    { id: '00000000-0000-7000-8000-000000000000', zero: '00000000-0000-0000-0000-000000000000', digits: '12345678-1234-7123-8123-123456789012' },
    { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', etag: 'W/"3"', version: '1.2.3', address: '10.0.0.12:27017', v6: '2001:db8::1' },
    { msg: 'Mapped {/api/v1/businesses/:businessId/assessments/:assessmentId/answers, PUT} route', context: 'RoutesResolver' },
    { msg: 'EmailVerificationMailTemplateV2Repository took 3,000 ms for 1,234,567 documents (12 %); 100% of 20 MiB' },
    { stack: 'Error: x\n    at Object.<anonymous> (/srv/plumbline/libs/observability/src/http/install-observability.ts:161:18)\n    at async Promise.all (index 0)' },
    { msg: 'The pool of 127.0.0.1:27017 was cleared', uri: 'mongodb://localhost:27017/plumbline?replicaSet=rs0', port: 27017, pid: 4711 },
    { msg: 'Basic validation of company: Acme, spanned=3; the token expired yesterday, passed: 12' },
    { apiKeyId: '0193a1f2-7c3d-7abc-8def-0123456789ac', prefix: 'plb_Zq3kX9aB' },
    { tokenLimit: 100, flag: true, nothing: null, list: [1, 2.5, 'x'], amountMinor: 123456789012 },
  ])('stays as it is: %j', (value) => {
    expect(mask(value)).toEqual(value);
    const line = `${JSON.stringify({ level: 'info', time: '2026-01-02T03:04:05.678Z', requestId: '0193a1f2-7c3d-7abc-8def-0123456789ab', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', ...value })}\n`;
    expect(JSON.parse(maskLine(line))).toEqual(JSON.parse(line));
  });
});

describe('maskLine', () => {
  it('copes with a line that is no JSON', () => {
    expect(maskLine('not json jane@example.org\n')).toBe('not json [masked]\n');
  });

  it('is not slowed down by long hostile text', () => {
    const hostile = [`${'a'.repeat(50_000)}@`, '1 '.repeat(25_000), '%41'.repeat(15_000), `://${'a:'.repeat(25_000)}`, `eyJ${'a.'.repeat(25_000)}`, 'A1b'.repeat(16_000)];
    for (const text of hostile) {
      const begun = performance.now();
      maskLine(`${JSON.stringify({ level: 'info', msg: text })}\n`);
      expect(performance.now() - begun).toBeLessThan(2_000);
    }
  });
});
