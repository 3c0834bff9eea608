import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http, { type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Report } from '../report/report.ts';
import { PASSWORD } from '../specimen/people.fixture.ts';
import { startSpecimen } from '../specimen/specimen.fixture.ts';

/** Programs are started and waited for, on a machine that has other work. */
jest.setTimeout(120_000);

const PROGRAM = path.join(__dirname, '../../bin/plumbline-audit.mjs');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
const leaving: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'audit-'));
});

afterEach(async () => {
  for (const undo of leaving.splice(0)) await undo();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  leaving.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`;
}

function start(target: object, ...options: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  writeFileSync(path.join(folder, 'target.yml'), JSON.stringify(target));
  const child = spawn(process.execPath, [PROGRAM, 'run', 'target.yml', '--out', 'out', '--quiet', ...options], { cwd: folder });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...text })) };
}

const run = (target: object, ...options: readonly string[]): Promise<Ended> => start(target, ...options).ended;
const report = (): Report => JSON.parse(readFileSync(path.join(folder, 'out/report.json'), 'utf8')) as Report;
const outcomes = (): readonly string[] => [...new Set(report().checks.map(({ outcome }) => outcome.outcome))];
const ONE_LINE = /^[^\n]+\n$/;
const SOME = ['--only', 'contract,access,errors'];

/** A specimen that stands behind a listener of the test's own. */
async function specimenBehind(listener: (forward: () => void, ...args: Parameters<RequestListener>) => void): Promise<string> {
  const specimen = await startSpecimen();
  leaving.push(specimen.close);
  return serve((request, response) => {
    listener(() => {
      const forwarded = http.request(specimen.url + (request.url ?? ''), { method: request.method ?? 'GET', headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      });
      forwarded.on('error', () => response.destroy());
      request.pipe(forwarded);
    }, request, response);
  });
}

const login = { method: 'POST', path: '/login', body: { email: '{{email}}', password: '{{password}}' }, token: '/token' };
const client = (password = PASSWORD) => ({ client: { role: 'client', variables: { email: 'client@specimen.test', password } } });

/** A shell that starts a program, as start scripts do, which listens to nothing and shows that it lives. */
const neverReady = { command: `${process.execPath} -e "setInterval(() => fs.appendFileSync('alive', '.'), 50)" & wait`, required: ['NEEDED'], environment: { NEEDED: 'a word' } };

async function expectEnded(): Promise<void> {
  const lived = (): number => readFileSync(path.join(folder, 'alive'), 'utf8').length;
  const before = lived();
  expect(before).toBeGreaterThan(0);
  await delay(500);
  expect(lived()).toBe(before);
}

describe('a target', () => {
  it('that is absent is named in one line', async () => {
    const { code, stdout, stderr } = await run({ baseUrl: 'http://127.0.0.1:9' });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toContain('http://127.0.0.1:9 does not answer (connect ECONNREFUSED 127.0.0.1:9): start the service');
  });

  it('that is on the internet is not attacked', async () => {
    const { code, stderr } = await run({ baseUrl: 'http://8.8.8.8' });
    expect(code).toBe(3);
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toContain('--i-own-this 8.8.8.8');
  });

  it('that speaks no HTTP is named in one line', async () => {
    const { createServer } = await import('node:net');
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    leaving.push(() => void server.close());
    const { code, stderr } = await run({ baseUrl: `http://127.0.0.1:${(server.address() as { readonly port: number }).port}` });
    expect(code).toBe(3);
    expect(stderr).toMatch(ONE_LINE);
  });

  it('that drips its answer for ever is given up', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 100);
      response.on('close', () => clearInterval(timer));
    });
    const { code, stderr } = await run({ baseUrl: url });
    expect(code).toBe(3);
    expect(stderr).toContain('no whole answer within 10000 ms');
  });

  it('that redirects for ever is not followed for ever', async () => {
    const url = await serve((request, response) => response.writeHead(302, { Location: `${request.url ?? ''}a` }).end());
    await run({ baseUrl: url }, ...SOME);
    expect(outcomes()).toEqual(['not-available']);
    expect(report().requests).toBeLessThan(200);
  });

  it('that answers without end is cut off', async () => {
    const chunk = Buffer.alloc(1_048_576, 'x');
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const more = (): void => {
        while (response.writable && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    await run({ baseUrl: url }, '--only', 'contract.coverage');
    expect(outcomes()).toEqual(['not-available']);
  });

  it('that dies in mid-run ends the run: what was seen is reported, the rest is not available', async () => {
    let left = 12;
    const url = await specimenBehind((forward, request) => {
      left -= 1;
      if (left > 0) forward();
      else request.socket.destroy();
      if (left === 0) for (const undo of leaving.splice(0)) void undo();
    });
    const { code, stdout } = await run({ baseUrl: url, login, accounts: client() }, ...SOME);
    expect(code).toBe(3);
    expect(report().ended).toMatch(/^The target stopped answering behind x\d+: connect ECONNREFUSED .*\(x\d+\)\.$/);
    expect(report().checks.find(({ meta }) => meta.id === 'errors.no-500')?.outcome).toMatchObject({ outcome: 'fail', findings: expect.arrayContaining([expect.objectContaining({ subject: 'the service' })]) });
    expect(outcomes()).not.toContain('error');
    expect(stdout).toContain('The target stopped answering');
  });

  it('that refuses the login says so in every check that needs one, and is audited otherwise', async () => {
    const url = await specimenBehind((forward) => forward());
    await run({ baseUrl: url, login, accounts: client('wrong password') }, '--only', 'contract.coverage');
    expect(JSON.stringify(report())).toContain('needs credentials, and no account of the target file may send it');
    expect(outcomes()).not.toContain('error');
  });
});

describe('a run', () => {
  it.each([['at its start', 1], ['while it walks', 10]])('that is interrupted %s ends at once, and judges what it has', async (_when, after) => {
    let seen = 0;
    let interrupt = (): void => undefined;
    const url = await specimenBehind((forward) => {
      seen += 1;
      // Nothing more is answered: whoever waits for an answer would wait for 45 s.
      if (seen < after) forward();
      else interrupt();
    });
    const { child, ended } = start({ baseUrl: url, login, accounts: client() }, ...SOME);
    interrupt = () => void child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(3);
    expect(stderr).toContain('Interrupted');
    expect(stderr).not.toContain('    at ');
    if (existsSync(path.join(folder, 'out/report.json'))) expect(report().ended).toBe('The run was interrupted.');
  });

  it.each([
    ['under load', ['--only', 'performance.p95'], {}, 200, '/'],
    ['while it guesses passwords', ['--only', 'access.brute-force'], { spare: { role: 'client', variables: { email: 'spare@specimen.test', password: PASSWORD }, spare: true } }, 5, '/login'],
  ])('that is interrupted %s ends, and judges what it has', async (_when, options, more, after, prefix) => {
    let seen = 0;
    let interrupt = (): void => undefined;
    const url = await specimenBehind((forward, { url: asked }) => {
      if (asked?.startsWith(prefix) === true) seen += 1;
      if (seen === after) interrupt();
      forward();
    });
    const { child, ended } = start({ baseUrl: url, login, accounts: { ...client(), ...more }, slo: { p95Ms: 5_000 } }, ...options);
    interrupt = () => void child.kill('SIGINT');
    expect((await ended).code).toBe(3);
    expect(report().ended).toBe('The run was interrupted.');
    expect(report().checks.map(({ outcome }) => outcome)).toEqual([expect.objectContaining({ outcome: 'not-available', reason: 'The run was interrupted.' })]);
  });

  it('that is interrupted while it waits for a program ends it, too', async () => {
    const { child, ended } = start({ baseUrl: await specimenBehind((forward) => forward()), start: { ...neverReady, readyWithinSeconds: 600 } }, '--only', 'delivery.env');
    while (!existsSync(path.join(folder, 'alive'))) await delay(50);
    child.kill('SIGINT');
    expect((await ended).code).toBe(3);
    expect(report().checks.map(({ outcome }) => outcome)).toEqual([expect.objectContaining({ outcome: 'not-available', reason: 'The run was interrupted.' })]);
    await expectEnded();
  });

  it('whose target never gets ready says so, and leaves nothing running', async () => {
    const { code } = await run({ baseUrl: await specimenBehind((forward) => forward()), start: { ...neverReady, readyWithinSeconds: 1 } }, '--only', 'delivery.env');
    expect(code).toBe(1);
    expect(report().checks.map(({ outcome }) => outcome)).toEqual([expect.objectContaining({ outcome: 'fail', findings: [{ subject: 'NEEDED', problem: 'unset: it was still running after 1 s' }] })]);
    await expectEnded();
  });

  it('whose evidence cannot be written says that the disk is full', async () => {
    mkdirSync(path.join(folder, 'out'));
    symlinkSync('/dev/full', path.join(folder, 'out/exchanges.ndjson'));
    const { code, stderr } = await run({ baseUrl: await specimenBehind((forward) => forward()) }, ...SOME);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^[^\n]*the disk is full\.\n$/);
  });

  it('is judged again from its evidence, with the service gone and the same result', async () => {
    const target = { baseUrl: await specimenBehind((forward) => forward()), login, accounts: client() };
    const first = await run(target, ...SOME);
    const before = report();
    for (const undo of leaving.splice(0)) await undo();
    const again = await run(target, ...SOME, '--artifacts', 'out');
    expect(again.code).toBe(first.code);
    expect(report()).toEqual(before);
  });

  it('is judged again in part without losing the rest of its report', async () => {
    await run({ baseUrl: await specimenBehind((forward) => forward()), login, accounts: client() }, ...SOME);
    const before = report();
    const { stdout } = await run({ baseUrl: before.target.baseUrl }, '--only', 'contract.coverage', '--artifacts', 'out');
    expect(stdout).toContain('The report in out is as it was: it has checks that were not judged again.');
    expect(report()).toEqual(before);
  });

  it.each([
    [['--only', 'nothing.such'], 'There is no check and no area called nothing.such'],
    [['--artifacts', 'nowhere'], 'nowhere'],
    [['--floor', '9'], "Unknown option '--floor'"],
  ] as const)('with %j is refused in one line', async (options, complaint) => {
    const { code, stderr } = await run({ baseUrl: 'http://127.0.0.1:9' }, ...options);
    expect(code).toBe(3);
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toContain(complaint);
  });
});
