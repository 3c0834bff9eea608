const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'object', additionalProperties: { type: 'string' } } as const;
/** In addresses a number is written as a text is. */
const plain = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } } as const;
/** Scheme, host and port: credentials and paths have members of their own. */
const baseUrl = { type: 'string', format: 'uri', pattern: '^https?://[^/@]+/?$' } as const;
const names = { type: 'array', items: text } as const;
const request = { operation: text, method: { type: 'string', pattern: '^[A-Z]+$' }, path: text, params: plain, query: plain, headers: texts, body: true, as: text } as const;
const object = (properties: Record<string, unknown>, ...required: readonly string[]): Record<string, unknown> => ({ type: 'object', additionalProperties: false, properties, required });
const mapOf = (schema: unknown): Record<string, unknown> => ({ type: 'object', additionalProperties: schema });
const counted = object({ ...request, value: text, containing: text }, 'value');
const share = { type: 'number', minimum: 0, maximum: 1 } as const;

/** JSON Schema 2020-12 of plumbline-audit.yml; what its members mean stands in target-file.ts. */
export const TARGET_SCHEMA = object({
  name: text,
  baseUrl,
  openapi: text,
  basePath: { type: 'string' },
  login: object({ ...request, token: text }, 'method', 'path'),
  authorization: { type: 'string', pattern: '^[\\w-]+: .*\\{\\{token\\}\\}' },
  accounts: mapOf(object({ role: text, variables: texts, headers: texts, spare: { type: 'boolean' } }, 'role')),
  arrange: text,
  samples: mapOf(object(request)),
  journeys: { type: 'array', items: object({ name: text, steps: { type: 'array', minItems: 1, items: object({ ...request, expect: { type: 'integer', minimum: 100, maximum: 599 }, capture: texts, until: { type: 'object' } }) } }, 'name', 'steps') },
  health: object({ live: text, ready: text }, 'live', 'ready'),
  metrics: text,
  logs: object({ file: text }, 'file'),
  repository: text,
  migrations: object({ up: text, down: text, database: text, dump: text, drop: text }, 'up', 'down', 'database'),
  hotQueries: texts,
  naturalKeys: { type: 'array', items: object({ create: text, key: { type: 'string', pattern: '^/' }, value: { type: 'string', pattern: '\\{\\{(unique|uuid)\\}\\}' } }, 'create', 'key') },
  start: object({ command: text, environment: texts, required: names, readyWithinSeconds: { type: 'number', exclusiveMinimum: 0, maximum: 600 } }, 'command'),
  webhooks: { type: 'array', items: object({ provider: { const: 'stripe' }, path: text, secret: text, events: { type: 'array', minItems: 1 }, effect: counted }, 'provider', 'path', 'secret', 'events') },
  payments: object({ create: text, amount: text, count: counted }, 'create', 'amount'),
  ai: object({ ask: text, question: text, answer: text, sources: text, quota: { type: 'integer', minimum: 1, maximum: 200 } }, 'ask', 'question', 'answer'),
  ca: text,
  jwt: object({ key: text }, 'key'),
  public: names,
  shared: names,
  roles: mapOf(names),
  slo: object({ p95Ms: { type: 'number', exclusiveMinimum: 0 }, errorRate: share, connections: { type: 'integer', minimum: 1, maximum: 100 } }),
  budget: object({ perSecond: { type: 'number', exclusiveMinimum: 0, maximum: 10_000 }, total: { type: 'integer', minimum: 1 } }),
  gate: object({ floor: share, warnings: { type: 'integer', minimum: 0 } }),
  exclusions: { type: 'array', items: object({ check: text, subject: text, reason: text, owner: text, expires: { type: 'string', format: 'date' } }, 'check', 'reason', 'owner', 'expires') },
  rates: object({ baseUrl }, 'baseUrl'),
  severities: mapOf({ enum: ['P0', 'P1', 'P2'] }),
}, 'baseUrl');
