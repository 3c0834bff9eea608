import path from 'node:path';
import { ACCESS, type OperationId } from '@plumbline/common';
import { DEMO_PASSWORD, newBusiness, type World } from '../contract/world.js';
import type { Person } from '../fixtures/people.js';
import { ROOT } from './run-audit.fixture.js';

const PROGRAMS = path.join(ROOT, 'dist/apps/api/apps/api/src');
const RULES = Object.entries(ACCESS);
/** PKCS #8 of an Ed25519 key, in front of its 32 bytes. RFC 8410 section 7. */
const ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const OLDEST = '0001-identity';
/** Until then somebody has looked again. */
const REVIEW = '2027-06-30';

/** Queries that every page asks, on what the arranger has stored. */
const HOT: Readonly<Record<string, readonly [collection: string, filter: object, sort?: object]>> = {
  'businesses of a person': ['businesses', { 'members.userId': 'nobody' }, { _id: -1 }],
  'sessions of a person': ['sessions', { userId: 'nobody', state: 'active' }, { _id: -1 }],
  'an account by its address': ['users', { 'blind.email': 'nobody' }],
  'assessments of a firm': ['assessments', { businessId: 'none' }, { _id: -1 }],
  'certificate by its number': ['certificates', { number: 'none' }],
  'requests of a firm': ['service_requests', { businessId: 'none' }, { _id: -1 }],
  'due jobs': ['jobs', { name: 'payments.sweep', dueAt: { $lte: 0 } }],
};

const idsOf = (wanted: (rule: (typeof ACCESS)[OperationId]) => boolean): readonly string[] => RULES.filter(([, rule]) => wanted(rule)).map(([id]) => id);
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** What the audit is told of Plumbline; written as plumbline-audit.yml (JSON is YAML). */
export function targetOf(world: World, { logFile, arrangerPort, other, spares }: { readonly logFile: string; readonly arrangerPort: number; readonly other: Person; readonly spares: readonly Person[] }): unknown {
  const { service, tight } = world;
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
      ...Object.fromEntries(spares.map((spare, place) => [`spare${place + 1}`, account('client', spare, { spare: true })])),
    },
    arrange: `${process.execPath} ${path.join(__dirname, 'pipe.mjs')} ${arrangerPort}`,
    health: { live: '/health', ready: '/ready' },
    metrics: '/metrics',
    logs: { file: logFile },
    repository: ROOT,
    public: idsOf(({ kind }) => kind !== 'roles'),
    roles: Object.fromEntries(RULES.flatMap(([id, rule]) => (rule.kind === 'roles' ? [[id, rule.roles]] : []))),
    jwt: { key: pemOf(service.env['TOKEN_SIGNING_KEYS'] ?? '') },
    start: { command: `${process.execPath} ${path.join(PROGRAMS, 'main.js')}`, environment: service.env, required: ['MONGODB_URI', 'DATA_KEYS', 'BLIND_INDEX_KEY', 'TOKEN_SIGNING_KEYS', 'CERTIFICATE_SIGNING_KEYS', 'AUDIT_SIGNING_KEYS', 'COOKIE_KEY'], readyWithinSeconds: 30 },
    ...paymentsOf(world),
    ...dataOf(world),
    journeys: JOURNEYS,
    slo: { p95Ms: 300, errorRate: 0.001 },
    rates: { baseUrl: tight.url },
    exclusions: [
      { check: 'contract.lint', subject: 'owasp:api2:2023-no-credentials-in-url', reason: 'Links of mails carry a token that works once; there is no other way.', owner: 'identity', expires: REVIEW },
      { check: 'contract.lint', subject: 'owasp:api4:2023-rate-limit', reason: 'Probes are not limited: a cluster must always be answered.', owner: 'health', expires: REVIEW },
    ],
  };
}

/** The first of `id:base64,id:base64`, as PEM. */
function pemOf(keys: string): string {
  const seed = Buffer.from(keys.split(',')[0]?.split(':')[1] ?? '', 'base64');
  return `-----BEGIN PRIVATE KEY-----\n${Buffer.concat([ED25519, seed]).toString('base64')}\n-----END PRIVATE KEY-----\n`;
}

/** Events about charges that nobody knows: each is parked once, and operators see it. */
function paymentsOf({ service }: World): object {
  const created = Math.floor(Date.now() / 1_000);
  const event = (place: number, type: string) => ({ id: `evt_audit{{unique}}${place}`, object: 'event', api_version: null, created, livemode: false, pending_webhooks: 1, request: null, type, data: { object: { id: 'ch_{{unique}}', object: 'charge' } } });
  return {
    webhooks: [{
      provider: 'stripe',
      path: '/api/v1/webhooks/stripe',
      secret: service.stripe?.webhookSecret ?? '',
      events: [event(1, 'charge.succeeded'), event(2, 'charge.refunded')],
      effect: { operation: 'operations.getPaymentState', as: 'admin', value: '/events', containing: 'evt_audit' },
    }],
    payments: { create: 'payments.create', amount: '/amount' },
    naturalKeys: [{ create: 'payments.create', key: '/proposalId' }],
  };
}

function dataOf({ service }: World): object {
  const database = `${process.execPath} ${path.join(__dirname, 'database.mjs')}`;
  const own = new URL(service.mongodbUri);
  own.pathname = `${own.pathname}_{{unique}}`;
  const uri = decodeURI(own.href);
  const migrate = (direction: string) => `MONGODB_URI='{{database}}' ${process.execPath} ${path.join(PROGRAMS, 'migrate.js')} ${direction}`;
  return {
    migrations: { database: uri, up: withEnvironment(service.env, migrate('up')), down: withEnvironment(service.env, migrate(`down --to ${OLDEST}`)), dump: `${database} dump '{{database}}'`, drop: `${database} drop '{{database}}'` },
    hotQueries: Object.fromEntries(Object.entries(HOT).map(([name, [collection, filter, sort = {}]]) => [name, `${database} explain ${quoted(service.mongodbUri)} ${collection} ${quoted(JSON.stringify(filter))} ${quoted(JSON.stringify(sort))}`])),
  };
}

const withEnvironment = (env: Readonly<Record<string, string>>, command: string): string => `${Object.entries(env).filter(([name]) => name !== 'MONGODB_URI').map(([name, value]) => `${name}=${quoted(value)}`).join(' ')} ${command}`;

const JOURNEYS = [
  {
    name: 'A firm assesses itself',
    steps: [
      { operation: 'users.getMe', as: 'other' },
      { operation: 'businesses.create', as: 'other', headers: { 'Idempotency-Key': '{{uuid}}' }, body: newBusiness(), expect: 201, capture: { firm: '/id' } },
      { operation: 'assessments.getCatalogue', capture: { version: '/version' } },
      { operation: 'assessments.start', as: 'other', headers: { 'Idempotency-Key': '{{uuid}}' }, body: { businessId: '{{firm}}' }, expect: 201, capture: { assessment: '/id' } },
      { operation: 'assessments.get', as: 'other', params: { assessmentId: '{{assessment}}' }, capture: { etag: 'header:etag' } },
      { operation: 'assessments.putResponses', as: 'other', params: { assessmentId: '{{assessment}}' }, headers: { 'If-Match': '{{etag}}' }, body: { tier: 1, responses: [{ statementId: 'LEG-1-01', answer: 'yes' }] } },
      { operation: 'assessments.getResult', as: 'other', params: { assessmentId: '{{assessment}}' } },
      { operation: 'assessments.getGaps', as: 'other', params: { assessmentId: '{{assessment}}' } },
    ],
  },
  {
    name: 'A firm asks for help',
    steps: [
      { operation: 'serviceRequests.create', as: 'other', headers: { 'Idempotency-Key': '{{uuid}}' }, body: { businessId: '{{firm}}', title: 'A quality plan', description: 'One that our shop can follow.', category: 'quality-management', budget: { max: 240_000, currency: 'USD' } }, expect: 201, capture: { request: '/id' } },
      { operation: 'serviceRequests.open', as: 'other', params: { serviceRequestId: '{{request}}' }, headers: { 'Idempotency-Key': '{{uuid}}' } },
      { operation: 'serviceRequests.get', as: 'provider', params: { serviceRequestId: '{{request}}' } },
    ],
  },
];
