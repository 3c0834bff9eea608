import path from 'node:path';
import { ACCESS, type OperationId } from '@plumbline/common';
import { DEMO_PASSWORD, type World } from '../contract/world.js';
import type { Person } from '../fixtures/people.js';
import { ROOT } from './run-audit.fixture.js';


const PROGRAMS = path.join(ROOT, 'dist/apps/api/apps/api/src');
const RULES = Object.entries(ACCESS);

const idsOf = (wanted: (rule: (typeof ACCESS)[OperationId]) => boolean): readonly string[] => RULES.filter(([, rule]) => wanted(rule)).map(([id]) => id);

/** What the audit is told of Plumbline; written as plumbline-audit.yml (JSON is YAML). */
export function targetOf({ service, tight }: World, { logFile, arrangerPort, other, spare }: { readonly logFile: string; readonly arrangerPort: number; readonly other: Person; readonly spare: Person }): unknown {
  const account = (role: string, { email, password }: Pick<Person, 'email' | 'password'>, more: object = {}) => ({ role, variables: { email, password }, ...more });
  const demo = (role: string) => account(role, { email: `${role}@demo.test`, password: DEMO_PASSWORD });
  return {
    name: 'Plumbline',
    baseUrl: service.url,
    openapi: '/openapi.json',
    login: { method: 'POST', path: '/api/v1/auth/login', body: { email: '{{email}}', password: '{{password}}' }, token: '/accessToken' },
    accounts: {
      client: demo('client'),
      other: account('client', other),
      provider: demo('provider'),
      navigator: demo('navigator'),
      admin: demo('admin'),
      spare: account('client', spare, { spare: true }),
    },
    arrange: `${process.execPath} ${path.join(__dirname, 'pipe.mjs')} ${arrangerPort}`,
    health: { live: '/live', ready: '/ready' },
    metrics: '/metrics',
    logs: { file: logFile },
    repository: ROOT,
    public: idsOf(({ kind }) => kind !== 'roles'),
    roles: Object.fromEntries(RULES.flatMap(([id, rule]) => (rule.kind === 'roles' ? [[id, rule.roles]] : []))),
    start: { command: `${process.execPath} ${path.join(PROGRAMS, 'main.js')}`, environment: service.env, required: ['MONGODB_URI', 'DATA_KEYS', 'BLIND_INDEX_KEY', 'TOKEN_SIGNING_KEYS', 'CERTIFICATE_SIGNING_KEYS', 'AUDIT_SIGNING_KEYS', 'COOKIE_KEY'], readyWithinSeconds: 30 },
    slo: { p95Ms: 300, errorRate: 0.001 },
    gate: { floor: 0 },
    rates: { baseUrl: tight.url },
  };
}
