import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_MARKETPLACE } from '@plumbline/marketplace';
import { HttpClient } from '../fixtures/http-client.js';
import { type Service, startService } from '../fixtures/service.js';
import { expectDeclaredSuccess, findings } from './answers.js';
import type { Arranged } from './arranging.js';
import { toHttp, toSendable } from './columns.js';
import { DOCUMENT, type OpenApi, OPERATIONS, type Operation, type Schema } from './document.js';
import { FIXTURES } from './operations.js';
import { paid } from './payment-fixtures.js';
import { EXCEPTIONS, spectral } from './spectral.js';
import { DEMO_PASSWORD, World } from './world.js';

describe('the OpenAPI document', () => {
  let service: Service;
  let client: HttpClient;
  let served: OpenApi;

  beforeAll(async () => {
    service = await startService({ env: { PUBLIC_URL: 'https://api.plumbline.test' } });
    client = new HttpClient(service.url);
    served = (await client.send({ method: 'GET', path: '/openapi.json' })).json as OpenApi;
  }, 60_000);

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it('is the one that `npm run generate` wrote, but for the address', () => {
    const unplaced = (text: string): unknown => JSON.parse(text.replaceAll(/https?:\/\/(api\.plumbline\.test|localhost:3000)/g, 'ORIGIN'));
    expect(unplaced(JSON.stringify(served))).toEqual(unplaced(JSON.stringify(DOCUMENT)));
  });

  it('is clean under the oas and OWASP rulesets of Spectral', async () => {
    const found = await spectral().run(served as unknown as Record<string, unknown>);
    expect(found.map(({ code, message, path }) => `${String(code)} ${path.join('.')}: ${message}`)).toEqual([]);
  }, 60_000);

  it('would not be clean if a rule broke: the rules are on', async () => {
    const [me, login] = ['/api/v1/users/me', '/api/v1/auth/login'];
    // Two of its paths are enough to break, and are linted in a moment.
    const paths = { [me]: served.paths[me], [login]: served.paths[login] };
    const broken = structuredClone({ ...served, paths }) as unknown as { paths: Record<string, Record<string, { tags?: unknown; responses: Record<string, unknown> }>> };
    const operation = broken.paths[me]?.['get'];
    delete operation?.tags;
    delete operation?.responses['401'];
    delete operation?.responses['429'];
    delete operation?.responses['500'];
    delete broken.paths[login]?.['post']?.responses['400'];
    const found = await spectral().run(broken);
    const codes = new Set(found.map(({ code }) => String(code)));
    expect([...codes]).toEqual(expect.arrayContaining(['operation-tags', 'owasp:api8:2023-define-error-responses-401', 'owasp:api4:2023-rate-limit-responses-429', 'owasp:api8:2023-define-error-responses-500', 'owasp:api8:2023-define-error-validation']));
  }, 60_000);

  it('gives a reason for every rule that is off or narrowed', () => {
    expect(EXCEPTIONS.filter(({ reason }) => reason.length < 30)).toEqual([]);
  });
});

const exampleOf = ({ mediaTypes }: Operation): unknown => mediaTypes['application/json']?.examples?.['works']?.value;
/** Their bodies hold what only a mailbox, a phone or the present day knows, a file, a difference that is never there, or what would change a thing that others of the demo use. */
const WITHOUT_EXAMPLE = [
  'assessments.uploadEvidence',
  'auth.changePassword', 'auth.completeLogin', 'auth.confirmSecondFactor', 'auth.createApiKey', 'auth.resetPassword', 'auth.stepUp', 'auth.verifyEmail',
  'businesses.acceptInvitation', 'operations.resolveLedgerDifference', 'users.confirmEmailChange', 'users.requestEmailChange', 'webhooks.stripe',
];
const DEMO_LOGIN = OPERATIONS.filter(({ id }) => id === 'auth.login').map(exampleOf)[0];

/** Schema and example of everything in the document that has both. */
function examples(node: unknown, at = ''): { readonly at: string; readonly schema: Schema; readonly value: unknown }[] {
  if (typeof node !== 'object' || node === null) return [];
  const { schema, example, examples: named, ...rest } = node as { schema?: Schema; example?: unknown; examples?: Record<string, { value: unknown }> };
  const own = schema === undefined ? (example !== undefined && 'type' in node ? [{ at, schema: node as Schema, value: example }] : []) : [
    ...(example === undefined ? [] : [{ at, schema, value: example }]),
    ...Object.entries(named ?? {}).map(([name, { value }]) => ({ at: `${at}/${name}`, schema, value })),
  ];
  return [...own, ...examples(schema, `${at}/schema`), ...Object.entries(rest).flatMap(([key, value]) => examples(value, `${at}/${key}`))];
}

describe('the examples of the document', () => {
  it('are valid by their schemas', () => {
    const all = examples(DOCUMENT);
    expect(all.length).toBeGreaterThan(300);
    expect(all.flatMap(({ at, schema, value }) => findings(schema, value).map((finding) => `${at}: ${finding}`))).toEqual([]);
  });
});

describe('the examples of requests', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start('fast');
  }, 90_000);

  afterAll(() => world.stop(), 60_000);

  const withExample = OPERATIONS.filter((operation) => exampleOf(operation) !== undefined);

  it('are there for every operation with a body but those that take a token, a code or a moment which cannot be known', () => {
    const without = OPERATIONS.filter((operation) => operation.body !== undefined && exampleOf(operation) === undefined);
    expect(without.map(({ id }) => id).sort()).toEqual(WITHOUT_EXAMPLE);
  });

  const demoPerson = (name: 'client' | 'provider') => world.people.login(`${name}@demo.test`, DEMO_PASSWORD);

  /** What only a running demo knows: its password, and who owns its firms. */
  const demo = async (id: string, example: Record<string, unknown>): Promise<Partial<Arranged>> => {
    switch (id) {
      case 'auth.login': return { body: { ...(DEMO_LOGIN as object), password: DEMO_PASSWORD } };
      case 'assessments.start':
      case 'payments.quote':
      case 'serviceRequests.create': return { as: await demoPerson('client') };
      case 'proposals.create': return { as: await demoPerson('provider') };
      case 'serviceRequests.postMessage': return { as: await demoPerson('provider'), params: { serviceRequestId: DEMO_MARKETPLACE.openRequestId } };
      case 'payments.create': return { as: await demoPerson('client'), body: { ...example, confirmationToken: await world.service.stripe?.token() } };
      case 'payments.confirm': return { params: { paymentId: (await paid(world, 'pm_card_threeDSecure2Required')).paymentId } };
      case 'payouts.startOnboarding': return { as: await world.people.steppedUp(await demoPerson('provider')) };
      default: return {};
    }
  };

  it.each(withExample.map((operation) => [operation.id, operation] as const))('%s is accepted by a service with the demo data', async (id, operation) => {
    const arranged = await FIXTURES[id]?.arrange(world, 'client');
    const body = exampleOf(operation) as Record<string, unknown>;
    expectDeclaredSuccess(operation, await world.client.send(toHttp(toSendable(operation, { ...arranged, body, ...(await demo(id, body)) }))));
  }, 30_000);
});
