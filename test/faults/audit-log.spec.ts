import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient } from '../fixtures/load.js';
import { type Environment, runProgram, type Service, startService } from '../fixtures/service.js';
import { logIn } from './writers.fixture.js';

const PASSWORD = 'a password of demo people';
const BUSINESS = '0193a1f2-0000-7000-8000-0000000000b1';
const KILLS = 3;
const WRITES_BEFORE_A_KILL = 15;
const RELAYED_WITHIN_MS = 30_000;

let env: Environment;
let client: mongo.MongoClient;
let folder: string;

const entries = () => client.db().collection<{ _id: string; chain: number; seq: number; actor: string; action: string }>('audit_entries');
const business = () => client.db().collection<{ _id: string; v: number }>('businesses').findOne({ _id: BUSINESS });

/** Changes the demo firm again and again. @returns the version that was acknowledged last. */
async function changeUntil(service: Service, enough: (done: number) => boolean): Promise<number> {
  const person = new HttpClient(service.url);
  await logIn(person, 'client@demo.test', PASSWORD);
  let version = (await business())?.v ?? 0;
  for (let done = 0; !enough(done); done += 1) {
    const answer = await person.send(`/api/v1/businesses/${BUSINESS}`, { method: 'PATCH', headers: { 'if-match': `"${version}"` }, json: { employees: 1_000 + version } });
    if (answer.status !== 200) break;
    version += 1;
  }
  return version;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-audit-'));
  const service = await startService({ demoPassword: PASSWORD, env: { RATE_LIMIT_FACTOR: '1000' } });
  env = service.env;
  client = await new mongo.MongoClient(service.mongodbUri).connect();
  await service.stop();
}, 60_000);
afterAll(async () => {
  await client.db().dropDatabase();
  await client.close();
  rmSync(folder, { recursive: true });
});

const audit = (...args: string[]) => runProgram('audit-log', args, env);
const standalone = (file: string, keys: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [path.join(__dirname, '../../tools/verify-audit-export.mjs'), file, '--keys', keys], (_error, stdout, stderr) => resolve(stdout + stderr));
  });

describe('a service that is killed again and again while it works', () => {
  it('has written every change into the audit log once it runs again, each once', async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const service = await startService({ mongodbUri: env['MONGODB_URI'] as string, env, migrate: false });
      let killed: Promise<unknown> | undefined;
      const acknowledged = await changeUntil(service, (done) => {
        if (done >= WRITES_BEFORE_A_KILL) killed ??= service.stop('SIGKILL');
        return false;
      });
      await killed;
      expect((await business())?.v).toBeGreaterThanOrEqual(acknowledged);
    }
    const service = await startService({ mongodbUri: env['MONGODB_URI'] as string, env, migrate: false });
    try {
      const version = (await business())?.v ?? 0;
      expect(version).toBeGreaterThan(KILLS * WRITES_BEFORE_A_KILL);
      const wanted = Array.from({ length: version }, (_, place) => `businesses:${BUSINESS}:${place + 1}:0`).sort();
      await eventually(async () => expect((await entries().find({ _id: { $regex: `^businesses:${BUSINESS}:` } }).toArray()).map(({ _id }) => _id).sort()).toEqual(wanted), RELAYED_WITHIN_MS);
    } finally {
      await service.stop();
    }
    expect(await audit('verify')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Sound: /), stderr: '' });
  }, 120_000);
});

describe('the command audit-log', () => {
  it('exports what a third party finds sound, with the keys that the service publishes', async () => {
    const [file, keys] = [path.join(folder, 'export.ndjson'), path.join(folder, 'keys.json')];
    const service = await startService({ mongodbUri: env['MONGODB_URI'] as string, env, migrate: false });
    writeFileSync(keys, await (await fetch(`${service.url}/.well-known/audit-keys.json`)).text());
    await service.stop();
    expect(await audit('export', '--out', file)).toMatchObject({ code: 0 });
    expect(await standalone(file, keys)).toMatch(/^Sound: /);
    expect(await audit('verify', '--file', file, '--keys', keys)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Sound: /) });
    expect(await audit('export')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{"header":.*\n\{"end":\{[^\n]*\n$/s) });
  }, 60_000);

  it('names the first damage of each chain, one line each, and ends with 1', async () => {
    const [one] = await entries().find().sort({ chain: 1, seq: 1 }).limit(1).toArray();
    const [other] = await entries().find({ chain: { $ne: one?.chain as number } }).sort({ chain: -1, seq: 1 }).limit(1).toArray();
    await entries().updateOne({ _id: one?._id as string }, { $set: { actor: 'somebody-else' } });
    await entries().deleteOne({ _id: other?._id as string });
    const { code, stdout } = await audit('verify');
    const [first, second, summary] = stdout.split('\n');
    expect({ code, first, second }).toEqual({
      code: 1,
      first: `Chain ${one?.chain}: entry 1 (${one?._id}) was changed: its hash is not that of what it says.`,
      second: expect.stringMatching(new RegExp(`^Chain ${other?.chain}: entry 1 is missing`)),
    });
    expect(summary).toMatch(/^BROKEN: 2 chains/);
  }, 30_000);

  it.each([[['verify', '--keys', 'x']], [['export', '--from', 'yesterday']], [['--unknown']]])('says how it is called, not %s', async (args) => {
    expect(await audit(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Usage: npm run audit-log -- verify/) });
  }, 30_000);

  it('says in one line that there is no database, and no such file', async () => {
    expect(await runProgram('audit-log', ['verify'], { ...env, MONGODB_URI: 'mongodb://127.0.0.1:1/none?replicaSet=rs0' })).toMatchObject({ code: 1, stderr: 'The database cannot be reached; check that MongoDB runs and that MONGODB_URI names it (with its replicaSet).\n' });
    expect(await audit('verify', '--file', path.join(folder, 'none'))).toMatchObject({ code: 1, stderr: expect.stringContaining('no such file') });
  }, 30_000);
});
