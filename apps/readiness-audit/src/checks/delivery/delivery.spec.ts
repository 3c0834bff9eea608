import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../judge/outcome.ts';
import type { AnyCheck } from '../../judge/check.ts';
import { outcomeIn, type Scene } from '../../specimen/scene.fixture.ts';
import { ci } from './ci.ts';
import { dockerfile } from './dockerfile.ts';
import { env } from './env.ts';
import { envExample } from './env-example.ts';
import { k8s } from './k8s.ts';
import { secrets } from './secrets.ts';
import { supplyChain } from './supply-chain.ts';

/** What is wrong, or what else is said. */
async function problems(check: AnyCheck, scene: Scene): Promise<readonly string[]> {
  const said: Outcome = await outcomeIn(check, scene);
  return said.outcome === 'fail' ? said.findings.map(({ subject, problem, line }) => `${subject}${line === undefined ? '' : `:${line}`} ${problem}`) : [said.outcome];
}

describe('delivery.dockerfile', () => {
  it.each([
    ['FROM a:1 AS b\nFROM b\nUSER 7\nHEALTHCHECK CMD x', ['pass']],
    ['ARG V=24.1\nFROM node:${V}-slim AS b\nFROM gcr.io/distroless/nodejs24:nonroot-24\nHEALTHCHECK CMD x', ['pass']],
    ['FROM a:1 AS b\nFROM registry.test:5000/c\nUSER root\nHEALTHCHECK NONE', ['Dockerfile:2 registry.test:5000/c has no version', 'Dockerfile:2 its last stage runs as root', 'Dockerfile:4 it has no HEALTHCHECK, and no manifest of the repository has a probe']],
    ['FROM a:1 AS b\nFROM a:latest\nUSER app\nHEALTHCHECK CMD x\nENV DB_PASSWORD=hunter2 LEVEL=info TOKEN_TTL=5\nARG API_KEY\nCOPY .env.production ./\nCOPY --from=b /x/key.pem /y', ['Dockerfile:2 a:latest has no version: latest is another image from time to time', 'Dockerfile:5 ENV puts a value for DB_PASSWORD into the image', 'Dockerfile:7 COPY takes .env.production into the image']],
    ['', ['Dockerfile:1 it names no base image']],
  ])('%j', async (text, expected) => {
    expect(await problems(dockerfile, { files: { Dockerfile: text, 'deploy/service.yml': null } })).toEqual(expected);
  });

  it('lets those of development and of tests be', async () => {
    expect(await problems(dockerfile, { files: { Dockerfile: null, 'Dockerfile.dev': 'FROM a', 'test/Dockerfile': 'FROM a', 'src/dockerfile.ts': 'x' } })).toEqual(['not-applicable']);
  });
});

describe('delivery.k8s', () => {
  it('lets a patch of an overlay be, and takes limits of the pod', async () => {
    expect(await problems(k8s, { files: { 'overlays/patch.yml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: specimen }\nspec:\n  replicas: 9\n  template:\n    spec:\n      containers: [{ name: specimen, env: [] }]\n' } })).toEqual(['pass']);
  });

  it('is not led astray by what is no manifest', async () => {
    expect(await problems(k8s, { files: { 'deploy/service.yml': 'apiVersion: v1\nkind: Deployment\nspec: 7\n---\n[1, 2]\n---\n: : :\n', Dockerfile: null } })).toEqual(['not-applicable']);
  });
});

describe('delivery.ci', () => {
  it.each([
    ['on: { push: {} }\njobs:\n  a:\n    steps:\n      - run: npm ci\n      - run: npx vitest run\n', ['pass']],
    ['on: push\njobs:\n  a:\n    steps:\n      # - run: npm test\n      - run: npm run build\n', ['.github/workflows/ci.yml no pipeline runs tests in a way that is known']],
    ['on: workflow_dispatch\njobs:\n  a:\n    steps:\n      - uses: someone/thing@main\n      - run: npm test || true\n', ['.github/workflows/ci.yml it tests, but neither a push nor a pull request starts it', '.github/workflows/ci.yml:6 the failure of its tests is swallowed', '.github/workflows/ci.yml:5 it uses someone/thing at main, which moves']],
    ['on: push\njobs:\n  a:\n    steps:\n      - run: npm install -g npm@11\n      - run: npm install\n      - run: npm test\n', ['.github/workflows/ci.yml:6 it runs npm install, which may take other versions than the lock file has: npm ci']],
  ])('%j', async (text, expected) => {
    expect(await problems(ci, { files: { '.github/workflows/ci.yml': text } })).toEqual(expected);
  });
});

describe('delivery.supply-chain', () => {
  const lock = (packages: unknown): string => JSON.stringify({ lockfileVersion: 3, packages });
  it('wants a hash of each package, but not of links and what is bundled', async () => {
    const packages = { '': {}, 'apps/a': {}, 'node_modules/a': { link: true }, 'node_modules/b': { integrity: 'sha512-x' }, 'node_modules/b/node_modules/c': { inBundle: true }, 'node_modules/d': { resolved: 'git+ssh://git@host.test/d.git#abc' } };
    expect(await problems(supplyChain, { files: { 'package-lock.json': lock(packages), 'apps/a/package.json': '{"dependencies":{"b":"1"}}' } })).toEqual(['package-lock.json 1 packages have no hash: d']);
  });

  it('reads what scanners found', async () => {
    expect(await problems(supplyChain, { files: { 'reports/npm-audit.json': JSON.stringify({ vulnerabilities: { left: { severity: 'critical' }, right: { severity: 'low' } }, metadata: { vulnerabilities: { critical: 1 } } }) } })).toEqual(['left has a known weakness that is critical']);
  });

  it('wants requirements to be pinned', async () => {
    expect(await problems(supplyChain, { files: { 'requirements.txt': '# all\nflask==3.0.0\nrequests>=2\n-r other.txt\n' } })).toEqual(['requirements.txt:3 requests>=2 is not pinned']);
  });

  it('takes a broken lock file for what it is', async () => {
    expect(await problems(supplyChain, { files: { 'package-lock.json': 'null' } })).toEqual(['package-lock.json it cannot be read as a lock file']);
  });
});

describe('delivery.env-example', () => {
  it('names what is read and not shown, and what is shown and not read', async () => {
    expect(await problems(envExample, { files: { 'src/app.py': 'import os\nurl = os.environ["QUEUE_URL"]\n', 'test/a.mjs': 'process.env.ONLY_IN_TESTS', '.env.example': 'DATABASE_URL=\n# SIGNING_KEY=\nGONE=1\n' } })).toEqual(['QUEUE_URL:2 is read and stands in no example', 'GONE stands in the example, and nothing reads it']);
  });
});

describe('delivery.secrets', () => {
  it('lets tests and examples be', async () => {
    const leak = `key = "${['AKIA', 'QX7Z3MPL5RTYK2WD'].join('')}"`;
    expect(await problems(secrets, { files: { 'test/a.js': leak, 'examples/b.js': leak, 'c.spec.ts': leak } })).toEqual(['pass']);
    expect(await problems(secrets, { files: { 'src/a.js': `\n${leak}` } })).toEqual(['src/a.js:2 holds an access key of AWS: AKIAQ… (20 characters)']);
  });
});

describe('delivery.env', () => {
  const start = { command: 'node start.mjs', environment: { DATABASE_URL: 'mongodb://localhost/x' }, required: ['DATABASE_URL'], readyWithinSeconds: 5 };
  it.each([
    ['console.error("boom"); process.exit(1)', ['not-available']],
    ['process.exit(0)', ['DATABASE_URL unset: it ended with exit code 0, as if all were well', 'DATABASE_URL no address: it ended with exit code 0, as if all were well']],
    ['console.error("Error: listen EADDRINUSE: address already in use 127.0.0.1:1"); process.exit(1)', ['DATABASE_URL unset: it went on until it found its port taken', 'DATABASE_URL no address: it went on until it found its port taken']],
    ['if (!URL.canParse(process.env.DATABASE_URL)) { console.error("databaseUrl must be an address"); process.exit(2) }', ['pass']],
  ])('%s', async (text, expected) => {
    expect([...(await problems(env, { target: { start }, files: { 'start.mjs': text } }))].sort()).toEqual([...expected].sort());
  });

  it('does not take a variable for unset that a file supplies', async () => {
    const outcome = await outcomeIn(env, { target: { start }, files: { '.env': 'DATABASE_URL=mongodb://localhost/x\n' } });
    expect(outcome).toMatchObject({ outcome: 'pass', population: { count: 1 } });
  });
});
