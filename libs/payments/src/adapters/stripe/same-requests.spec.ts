import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { type EmulatorProcess, startStripeEmulator } from '../../../../../test/fixtures/stripe-emulator.js';
import { testConfig } from '../../../../../test/fixtures/test-database.js';
import { StripeClient } from './stripe-client.js';
import { StripeProcessor } from './stripe-processor.js';

/** A request as it stood on the wire. */
interface Recorded {
  readonly line: string;
  /** In their order and spelling. */
  readonly headers: readonly string[];
  readonly body: string;
}

let emulator: EmulatorProcess;
let recorder: Server;
let recorded: Recorded[] = [];
beforeAll(async () => {
  emulator = await startStripeEmulator();
  recorder = createServer((incoming, response) => void recordAndPass(incoming, response));
  await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
}, 30_000);
afterAll(async () => {
  recorder.closeAllConnections();
  recorder.close();
  await emulator.stop();
});

async function recordAndPass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { rawHeaders, method = '', url = '' } = incoming;
  const headers = rawHeaders.flatMap((name, place) => (place % 2 === 0 ? [`${name}: ${rawHeaders[place + 1] ?? ''}`] : []));
  recorded.push({ line: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() });
  const { hostname, port } = new URL(emulator.url);
  const passed = httpRequest({ hostname, port, method, path: url, headers: { ...incoming.headers, host: `${hostname}:${port}` } }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  passed.end(Buffer.concat(chunks));
}

const recorderPort = (): number => (recorder.address() as AddressInfo).port;
const CONFIG = { MONGODB_URI: 'mongodb://127.0.0.1:1/none', BLIND_INDEX_KEY: Buffer.from('0123456789abcdef0123456789abcdef').toString('base64') };

/** A whole checkout and what comes behind it, under fixed ids, so that the second run is answered as the first one was. */
async function checkout(client: StripeClient, token: string): Promise<void> {
  const processor = new StripeProcessor(client, testConfig(CONFIG));
  const since = new Date('2026-01-01T00:00:00Z');
  const customerId = await processor.createCustomer('op-customer', 'business-1');
  const held = await processor.createIntent('op-create', { paymentId: 'payment-1', proposalId: 'proposal-1', customerId, amount: 50_000, currency: 'USD', description: 'A plan & two visits: 50 % now, é', source: { confirmationToken: token }, challenge: true, saveMethod: true, returnUrl: 'http://localhost:3000/return?a=b&c=d' });
  const chargeId = held.chargeId ?? '';
  await processor.captureIntent('op-capture', held.intentId);
  await processor.findIntent(customerId, 'op-create', since);
  await processor.refund('op-refund', { refundId: 'refund-1', chargeId, amount: 2_000 });
  await processor.listRefunds(chargeId);
  const { accountId } = await processor.createAccount('op-account', 'business-2');
  await processor.readAccount(accountId);
  await processor.transfer('op-transfer', { paymentId: 'payment-1', chargeId, amount: 100, currency: 'USD', destination: accountId }).catch(() => undefined);
  await processor.listSavedMethods(customerId);
  for await (const event of processor.listEvents(since)) expect(event.id).toMatch(/^evt_/);
}

/** What may differ: to whom it goes, and whose key opens. */
const withoutHostAndKey = (requests: readonly Recorded[]): readonly Recorded[] => requests.map(({ headers, ...rest }) => ({ ...rest, headers: headers.filter((header) => !/^(host|authorization): /i.test(header)) }));

it('with STRIPE_SECRET_KEY the same code goes to Stripe: but for host and key, every byte of every request is the same', async () => {
  const token = await emulator.token('pm_card_visa');
  await checkout(new StripeClient(testConfig({ ...CONFIG, STRIPE_API_URL: `http://127.0.0.1:${recorderPort()}` })), token);
  const toEmulator = recorded;
  recorded = [];

  const dialled = new Set<string>();
  const node = Stripe.createNodeHttpClient();
  const diverted = Object.assign(Object.create(node) as Stripe.HttpClient, {
    makeRequest: (host: string, port: string | number, path: string, method: string, headers: object, body: string, protocol: string, timeout: number) => {
      dialled.add(`${protocol}://${host}:${port}`);
      return node.makeRequest('127.0.0.1', String(recorderPort()), path, method, { ...headers, Host: host }, body, 'http', timeout);
    },
  });
  await checkout(new StripeClient(testConfig({ ...CONFIG, STRIPE_SECRET_KEY: 'sk_test_x00000' }), { httpClient: diverted }), token);

  expect([...dialled]).toEqual(['https://api.stripe.com:443']);
  expect(recorded.length).toBeGreaterThan(10);
  expect(withoutHostAndKey(recorded)).toEqual(withoutHostAndKey(toEmulator));
  const keys = (requests: readonly Recorded[]): readonly string[] => [...new Set(requests.flatMap(({ headers }) => headers.filter((header) => /^authorization: /i.test(header))))];
  expect([keys(toEmulator), keys(recorded)]).toEqual([['Authorization: Bearer sk_test_emulator'], ['Authorization: Bearer sk_test_x00000']]);
  const versions = new Set(recorded.flatMap(({ headers }) => headers.filter((header) => /^stripe-version: /i.test(header))));
  expect([...versions]).toEqual([`Stripe-Version: ${Stripe.API_VERSION}`]);
}, 60_000);
