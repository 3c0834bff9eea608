import { describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient } from '../fixtures/load.js';
import { type Environment, runProgram, serviceEnvironment, startService } from '../fixtures/service.js';
import { figure } from './figures.fixture.js';

const MIGRATE = path.join(__dirname, '../../dist/apps/api/apps/api/src/migrate.js');
/** A dead migrator's lease ends after 30 s. */
const LEASE_MS = 30_000;

async function status(env: Environment): Promise<string> {
  return (await runProgram('migrate', ['status'], env)).stdout;
}

describe('two migrators at once', () => {
  it('apply each migration once: one works, the other waits and finds nothing to do', async () => {
    const env = serviceEnvironment();
    const both = await Promise.all([runProgram('migrate', ['up'], env), runProgram('migrate', ['up'], env)]);
    expect(both.map(({ code, stderr }) => ({ code, stderr }))).toEqual([{ code: 0, stderr: '' }, { code: 0, stderr: '' }]);
    const all = both.map(({ stdout }) => stdout).join('');
    const begun = [...all.matchAll(/^up (\S+) \.\.\.$/gm)].map(([, name]) => name);
    expect(begun.length).toBeGreaterThan(0);
    expect(new Set(begun).size).toBe(begun.length);
    expect(all).toContain('nothing to do');
    expect(await status(env)).toMatch(new RegExp(`^${begun.length} applied, 0 pending, 0 changed, 0 missing$`, 'm'));
  }, 60_000);
});

describe('a migrator that is killed in the middle', () => {
  /** Kills it as soon as it has begun with its first migration. */
  async function killedMigrator(env: Environment): Promise<ChildProcess> {
    const child = spawn(process.execPath, [MIGRATE, 'up'], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
    const exited = once(child, 'exit');
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('up ')) child.kill('SIGKILL');
    });
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
    return child;
  }

  it('leaves a service that says what is missing; the next migrator waits for the lease and finishes, and the service becomes ready', async () => {
    const env = serviceEnvironment();
    await killedMigrator(env);
    expect(await status(env)).toMatch(/[1-9]\d* pending/);
    const begun = performance.now();
    const next = runProgram('migrate', ['up'], env);
    const service = await startService({ env, migrate: false });
    const probe = new HttpClient(service.url);
    try {
      const ready = await probe.send('/ready');
      expect(ready).toMatchObject({ status: 503, body: { code: 'NOT_READY', dependencies: { migrations: { state: 'down', required: true }, mongodb: { state: 'up' } } } });
      expect(await probe.send('/health')).toMatchObject({ status: 200 });
      const { code, stdout, stderr } = await next;
      const migratedMs = performance.now() - begun;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('waiting for another migrator');
      expect(migratedMs).toBeLessThan(LEASE_MS + 10_000);
      expect(await status(env)).toMatch(/ 0 pending, 0 changed, 0 missing$/m);
      const readyMs = await eventually(async () => expect((await probe.send('/ready')).status).toBe(200), 5_000);
      // One line names what the probe, which anybody may ask, does not.
      await eventually(() => expect(service.logLines().map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/^migrations is down: Not applied: 0\d{3}-/)));
      figure('migrator killed in the middle', { migratedMs, readyMs });
    } finally {
      probe.close();
      expect(await service.stop()).toBe(0);
    }
  }, 90_000);
});
