import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '../judge/outcome.ts';
import { citedIn, curlOf, EXCHANGES_FILE, readExchanges, reproductionOf } from './evidence.ts';
import { exchangeOf, EXCHANGES, HOSTILE, reportOf } from './report.fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a shell makes of a line: the arguments that curl would get. */
function asShellReads(line: string, environment: Record<string, string> = {}): readonly string[] {
  return execFileSync('/bin/sh', ['-c', `curl() { for word in "$@"; do printf '%s\\001' "$word"; done; }; ${line}`], { env: environment }).toString().split('\u0001').slice(0, -1);
}

describe('the curl line of an exchange', () => {
  it('shows secrets as variables, which the shell fills in', () => {
    const line = curlOf(exchangeOf('x1'));
    expect(line).toContain('"$TOKEN_OF_ADMIN"');
    expect(asShellReads(line, { TOKEN_OF_ADMIN: 's3cret' })).toEqual(expect.arrayContaining(['http://127.0.0.1:4000/payments?limit=1', 'Authorization: Bearer s3cret', 'Accept: application/json']));
  });

  it('sends hostile bodies as they were, and runs nothing of them', () => {
    const body = "@/etc/passwd $(touch /tmp/never) `id` 'quoted' \"twice\" \\ % !";
    const words = asShellReads(curlOf(exchangeOf('x1', { request: { method: 'POST', url: 'http://127.0.0.1/', headers: [], body } })));
    expect(words[words.indexOf('--data-raw') + 1]).toBe(body);
    expect(words).toContain('Content-Type:');
  });

  it('brings control characters by printf', () => {
    const line = curlOf(exchangeOf('x1', { request: { method: 'POST', url: 'http://127.0.0.1/', headers: [], body: 'a\u0001\n100%\\é' } }));
    expect(line).toMatch(/^printf .* \| curl .* --data-binary @-$/);
    expect(execFileSync('/bin/sh', ['-c', line.split(' | curl')[0] ?? '']).toString()).toBe('a\u0001\n100%\\é');
  });

  it('takes long bodies from the kept exchanges, and bytes to where they were sent', () => {
    expect(curlOf(exchangeOf('x9', { request: { method: 'POST', url: 'http://127.0.0.1/', headers: [], body: 'a'.repeat(20_000) } }))).toMatch(/^jq -j 'select\(.id == "x9"\).request.body' exchanges.ndjson \| curl/);
    expect(curlOf(exchangeOf('x9', { request: { method: 'GET', url: 'http://127.0.0.1:4000/', headers: [], body: 'GET / HTTP/1.1\r\n\r\n' } }))).toBe(String.raw`printf 'GET / HTTP/1.1\015\012\015\012' | nc 127.0.0.1 4000`);
  });

  it('leaves text in angle brackets alone that is no masked secret', () => {
    expect(curlOf(exchangeOf('x1', { request: { method: 'POST', url: 'http://127.0.0.1/', headers: [], body: '<script>' } }))).toContain("'<script>'");
  });

  it('gives way to what a finding tells itself, and is missing where nothing was kept', () => {
    const finding: Finding = { subject: 'a', problem: 'b' };
    expect(reproductionOf({ ...finding, reproduce: 'npm test', exchange: 'x1' }, EXCHANGES)).toBe('npm test');
    expect(reproductionOf({ ...finding, exchange: 'x404' }, EXCHANGES)).toBeUndefined();
    expect(reproductionOf(finding, EXCHANGES)).toBeUndefined();
  });
});

describe('the exchanges beside a report', () => {
  it('are read where the report names them; broken lines are left out', async () => {
    const lines = [...EXCHANGES.values(), exchangeOf('x50')].map((exchange) => JSON.stringify(exchange));
    writeFileSync(path.join(folder, EXCHANGES_FILE), ['{"id":"x1","cut', 'null', '{"id":"x2"}', ...lines, HOSTILE].join('\n'));
    expect([...citedIn(reportOf())].sort()).toEqual(['x1', 'x2', 'x3']);
    expect([...await readExchanges(folder, citedIn(reportOf()))].sort()).toEqual([...EXCHANGES].sort());
  });

  it('are none where the file is not', async () => {
    expect((await readExchanges(path.join(folder, 'nowhere'), new Set(['x1']))).size).toBe(0);
  });
});
