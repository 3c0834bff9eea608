import type { Scenes } from '../../specimen/scene.fixture.ts';

const START = { command: 'node start.mjs', environment: { DATABASE_URL: 'mongodb://localhost/specimen', SIGNING_KEY: 'only-for-tests-only-for-tests-only-for-tests' }, required: ['DATABASE_URL', 'SIGNING_KEY'], readyWithinSeconds: 1 };
// Put together here, so that no scanner takes this file for a leak.
const LEAKED = ['ghp_', 'k3Xv9QmZ2LrT7wYb5NcD8fGh1JpS4aUe6RoI'].join('');

export const DELIVERY_SCENES: Readonly<Record<string, Scenes>> = {
  'delivery.env': { passes: { target: { start: { ...START, readyWithinSeconds: 10 } } }, fails: { target: { start: START }, files: { 'start.mjs': 'setInterval(() => {}, 1_000);\n' } }, silent: { as: 'not-available' } },
  'delivery.env-example': { passes: {}, fails: { files: { '.env.example': 'DATABASE_URL=\n' } }, silent: { files: { '.env.example': null, 'start.mjs': '' }, as: 'not-applicable' } },
  'delivery.dockerfile': { passes: {}, fails: { files: { Dockerfile: 'FROM node\nCOPY . .\nENV API_KEY=sesame\nCMD ["node", "start.mjs"]\n' } }, silent: { files: { Dockerfile: null }, as: 'not-applicable' } },
  'delivery.k8s': {
    passes: {},
    fails: { files: { 'deploy/service.yml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: specimen }\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers: [{ name: specimen, image: specimen:latest }]\n' } },
    silent: { files: { 'deploy/service.yml': null, 'chart/templates/service.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n' }, as: 'not-available' },
  },
  'delivery.ci': { passes: {}, fails: { files: { '.github/workflows/ci.yml': 'on: push\njobs:\n  build:\n    steps:\n      - run: npm install\n      - run: npm run build\n' } }, silent: { files: { '.github/workflows/ci.yml': null }, as: 'not-available' } },
  'delivery.supply-chain': { passes: {}, fails: { files: { 'package-lock.json': null } }, silent: { files: { 'reports/npm-audit.json': null }, as: 'not-available' } },
  'delivery.secrets': { passes: {}, fails: { files: { 'src/client.mjs': `export const TOKEN = '${LEAKED}';\n` } }, silent: { target: { repository: 'nowhere' }, as: 'not-available' } },
};
