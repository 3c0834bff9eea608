// What every measurement needs: the built programs, a mongod of its own, databases with people in them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mongo } from 'mongoose';
import { hashSources } from '../../tools/build.mjs';
import { lastLines, run } from '../../tools/child.mjs';
import { ROOT } from '../../tools/folders.mjs';
import { startKeeper } from '../../tools/keeper.mjs';
import { startEmbedded } from '../../tools/mongod/embedded.mjs';
import { resolveMongod } from '../../tools/mongod/resolve.mjs';
import { Sentence } from '../../tools/sentence.mjs';
import { canPin, GENERATOR_CORE } from './processes.mjs';
import { CORS_ORIGIN, fill, ISSUER, makePeople, makeSecrets, publicKeyOf } from './world.mjs';

export const BUILT = path.join(ROOT, 'dist', 'bench');
export const PROGRAM = path.join(BUILT, 'bench', 'edge', 'serve.js');
const MIGRATE = path.join(BUILT, 'apps', 'api', 'src', 'migrate.js');
const STAMP = path.join(ROOT, 'dist', '.bench-sources');
const SOURCES = ['apps/api', 'libs', 'migrations', 'bench/edge', 'bench/payments/service.ts', 'bench/trust', 'bench/tsconfig.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];
const LIMIT_MS = 300_000;

/** Builds the application and the contenders beside it, when their sources have changed. */
export async function build() {
  const hash = hashSources(ROOT, SOURCES);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return 'nothing has changed';
  rmSync(BUILT, { recursive: true, force: true });
  const outcome = await run(process.execPath, [path.join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', 'bench'], { cwd: ROOT, limitMs: LIMIT_MS });
  if (!outcome.ok || !existsSync(PROGRAM)) throw new Sentence(`The benchmark could not be built (nest build bench ${outcome.reason || 'wrote no serve.js'}); mend what the compiler names.`, lastLines(outcome.output, 30));
  writeFileSync(STAMP, hash);
  return 'dist/bench';
}

/** A mongod of its own, away from the servers' core, gone with its data when this program ends. */
export class Laboratory {
  /** @param {number} people how many clients there are */
  static async open(people) {
    const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const keeper = startKeeper();
    const mongod = await startEmbedded({ mongod: await resolveMongod(), dbPath: path.join(folder, 'mongodb'), preferredPort: 0, keeper });
    process.once('exit', () => process.kill(mongod.pid, 'SIGKILL'));
    if (canPin) spawnSync('taskset', ['-a', '-c', '-p', String(GENERATOR_CORE), String(mongod.pid)], { stdio: 'ignore' });
    const secrets = makeSecrets();
    const clients = makePeople(people, secrets);
    const callers = path.join(folder, 'callers.json');
    writeFileSync(callers, JSON.stringify(clients.map(({ userId, sessionId, tokens }) => ({ authorization: `Bearer ${tokens.eddsa}`, userId, sessionId }))));
    const client = await new mongo.MongoClient(mongod.uri).connect();
    return Object.assign(new Laboratory(), { mongodPid: mongod.pid, people: clients, uri: mongod.uri, secrets, callers, client });
  }

  /** @param {string} name of a database */
  environment(name, more = {}) {
    const { secrets } = this;
    return {
      // Requests alone: where jobs run is a process of its own.
      NODE_ENV: 'test', ROLE: 'api', HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0', PUBLIC_URL: ISSUER, CORS_ORIGINS: CORS_ORIGIN, TRUSTED_PROXIES: '127.0.0.1', FORCE_HTTPS: 'true',
      // Limits are counted and told as ever; only that nobody meets them (which NODE_ENV=production refuses).
      RATE_LIMIT_FACTOR: '100000',
      MONGODB_URI: this.uri.replace('/plumbline?', `/${name}?`),
      DATA_KEYS: `k1:${secrets.dataKey}`, BLIND_INDEX_KEY: secrets.blindKey, TOKEN_SIGNING_KEYS: `t1:${secrets.tokenSeed}`, CERTIFICATE_SIGNING_KEYS: `c1:${secrets.tokenSeed}`, AUDIT_SIGNING_KEYS: `a1:${secrets.tokenSeed}`, COOKIE_KEY: secrets.cookieKey,
      BENCH_TOKEN_KEY: publicKeyOf(secrets), BENCH_CALLERS: this.callers,
      ...more,
    };
  }

  db(name) {
    return this.client.db(name);
  }

  /** Fills a database with `thousands` of assessments, then makes its indexes as a migration does. @returns the drafts that clients work on */
  async fillDatabase(name, statements, thousands) {
    const drafts = await fill(this.db(name), this.people, statements, thousands);
    await this.migrate(name);
    return drafts;
  }

  async migrate(name) {
    const outcome = await run(process.execPath, [MIGRATE, 'up'], { env: { PATH: process.env.PATH ?? '', ...this.environment(name) }, limitMs: LIMIT_MS });
    if (!outcome.ok) throw new Sentence(`The database ${name} could not be migrated (${outcome.reason}).`, lastLines(outcome.output));
  }
}

/** The statements of the published catalogue, as anybody may read them. */
export async function statementsOf(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/assessments/catalogue`, { headers: { 'x-forwarded-for': '203.0.113.1', 'x-forwarded-proto': 'https' } });
  if (answer.status !== 200) throw new Error(`The catalogue answered ${answer.status}: ${await answer.text()}`);
  const { areas } = await answer.json();
  return areas.flatMap(({ statements }) => statements.map(({ id, tier }) => ({ id, tier })));
}
