import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Exchange } from '../http/exchange.ts';
import { PAGE_MARK } from '../report/check-pages.ts';
import { exchangeText } from '../report/exchange-text.ts';
import { jsonOf } from '../report/json.ts';
import { checkOf, CHECKS_OF_ALL_KINDS, exchangeOf, EXCHANGES, passed, reportOf } from '../report/report.fixture.ts';
import { claimsOn } from './claims.ts';
import { compareOn } from './compare.ts';
import { explainOn } from './explain.ts';
import { nearest } from './nearest.ts';
import type { Output } from './output.ts';
import { Sentence } from './sentence.ts';
import { showOn } from './show.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-'));
const at = (name: string): string => path.join(folder, name);

/** Runs a command. @returns its exit code and what it wrote. */
async function run(command: (output: Output, args: readonly string[]) => Promise<number>, ...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const code = await command({ width: 80, isColoured: false, write: async (part) => void (text += part) }, args);
  return { code, text };
}

beforeAll(() => {
  writeFileSync(at('report.json'), jsonOf(reportOf()));
  writeFileSync(at('exchanges.ndjson'), [...EXCHANGES.values()].map((exchange) => `${JSON.stringify(exchange)}\n`).join(''));
  writeFileSync(at('better.json'), jsonOf(reportOf(CHECKS_OF_ALL_KINDS.map((check) => checkOf(check.meta.id, check.severity, passed)))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('show', () => {
  it.each([[[], /^specimen/], [['--html'], /^<!doctype html>/], [['--sarif'], /"version": "2.1.0"/], [['--junit'], /^<\?xml/], [['--prometheus'], /^# HELP/], [['--json'], /"reportVersion": 1/]] as const)('shows %j', async (options, start) => {
    const { code, text } = await run(showOn, folder, ...options);
    expect(code).toBe(0);
    expect(text).toMatch(start);
  });

  it('writes into a file, with the exchanges that lie beside the report', async () => {
    expect(await run(showOn, at('report.json'), '--html', '--out', at('report.html'))).toEqual({ code: 0, text: '' });
    expect(readFileSync(at('report.html'), 'utf8')).toContain('id="exchange-x2"');
  });

  it('shows an exchange as text, in which nothing of a service moves the cursor', async () => {
    const { code, text } = await run(showOn, folder, '--exchange', 'x2');
    expect(code).toBe(0);
    expect(text).toMatch(/^x2, 2026-11-23T10:00:01\.000Z, 12\.3 ms, 60 bytes came\n\nPOST http:\/\/127\.0\.0\.1:4000\/payments\nContent-Type: application\/json\n\n\{"amount":1,"note":"it's"\}\n\nHTTP 200\nContent-Type: text\/html\n\n<script>/);
    expect(text).not.toMatch(/[^\n\P{Cc}]|[\u202E]/u);
    await expect(run(showOn, at('report.json'), '--exchange', 'x404')).rejects.toThrow(new Sentence(`There is no exchange x404 in ${at('exchanges.ndjson')}.`));
  });

  it('shows what became of an exchange without an answer, and bodies of many lines as they were', () => {
    const { id, at: when, ms } = exchangeOf('x7');
    const broken: Exchange = { id, at: when, ms, failure: 'reset', detail: 'socket hang up', request: { method: 'PUT', url: 'http://127.0.0.1/', headers: [['X-A', 'a\r\nX-B: b']], body: '{\r\n  "a":\t1\u001B[2J\n}' } };
    expect(exchangeText(broken)).toBe('x7, 2026-11-23T10:00:01.000Z, 12.3 ms\n\nPUT http://127.0.0.1/\nX-A: a X-B: b\n\n{\n  "a":\t1\u{FFFD}[2J\n}\n\nEnded in reset: socket hang up\n');
  });

  it.each([[[], /Something is missing\. Usage: plumbline-audit show/], [['a', 'b'], /b is one argument too many/], [['a', '--pdf'], /^Unknown option '--pdf': show knows --html, --sarif, --junit, --prometheus, --json, --exchange, --out and --help\.$/], [['a', '--html', '--sarif'], /choose one/], [['a', '--html', '--exchange', 'x1'], /--html and --exchange cannot be shown at once/], [['/nowhere', '--exchange', 'x1'], /\/nowhere is not there/], [['/nowhere'], /\/nowhere is not there/], [['a', '--out'], /argument missing/]] as const)('says in one line what is wrong with %j', async (args, sentence) => {
    const error = await run(showOn, ...args).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Sentence);
    expect((error as Error).message).toMatch(sentence);
    expect((error as Error).message).not.toContain('\n');
  });
});

describe('compare', () => {
  it('ends with 1 when something got worse, and only then', async () => {
    expect((await run(compareOn, folder, at('better.json'))).code).toBe(0);
    const worse = await run(compareOn, at('better.json'), folder);
    expect(worse.code).toBe(1);
    expect(worse.text).toContain('access.enforced: passed, now failed: POST /payments');
    expect(JSON.parse((await run(compareOn, folder, folder, '--json')).text)).toMatchObject({ better: [], worse: [], appeared: [], gone: [] });
  });
});

describe('explain', () => {
  it('tells of one check, or lists all', async () => {
    expect((await run(explainOn, 'access.enforced')).text).toContain('Why: ');
    expect((await run(explainOn)).text).toContain('  access.enforced');
  });

  it('names the nearest for one that is not known', async () => {
    await expect(run(explainOn, 'acess.enforce')).rejects.toThrow(/There is no check acess\.enforce; did you mean access\.enforced/);
    expect(nearest('jwt', ['access.jwt', 'data.up'])).toEqual(['access.jwt']);
    expect(nearest('zzzzzzzzzzzzzzzz', ['access.jwt'])).toEqual([]);
  });

  it('writes the same pages again, takes away those of checks that are gone, and leaves what people wrote', async () => {
    const pages = at('pages');
    await run(explainOn, '--pages', pages);
    const read = (): Record<string, string> => Object.fromEntries(readdirSync(pages).map((name) => [name, readFileSync(path.join(pages, name), 'utf8')]));
    const before = read();
    writeFileSync(path.join(pages, 'old.check.md'), `${PAGE_MARK}\nold`);
    writeFileSync(path.join(pages, 'notes.md'), 'mine');
    await run(explainOn, '--pages', pages);
    expect(existsSync(path.join(pages, 'old.check.md'))).toBe(false);
    expect(read()).toEqual({ ...before, 'notes.md': 'mine' });
  });
});

describe('claims', () => {
  it('ends with 1 when something is refuted, and shows what was measured beside what was claimed', async () => {
    writeFileSync(at('claims.yml'), 'claims:\n  - { id: fast, says: Fast, source: README, value: 1000, unit: ms, compare: at-most, decidedBy: { metric: answer-time.p95 } }\n');
    const fast = await run(claimsOn, at('claims.yml'), folder);
    expect(fast.code).toBe(0);
    expect(fast.text).toContain('claimed: at most 1000 ms; measured: 41.3 ms');
    writeFileSync(at('claims.yml'), 'claims:\n  - { id: closed, says: Closed, source: README, value: true, unit: holds, decidedBy: { check: access.enforced } }\n');
    expect((await run(claimsOn, at('claims.yml'), folder)).code).toBe(1);
    expect((await run(claimsOn, at('claims.yml'), folder, '--max-age', '0.001')).text).toContain('0 CONFIRMED, 0 REFUTED, 0 UNMEASURABLE, 1 STALE');
    await expect(run(claimsOn, at('claims.yml'), folder, '--max-age', 'long')).rejects.toThrow(Sentence);
  });
});
