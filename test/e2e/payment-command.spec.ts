import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient } from '../fixtures/http-client.js';
import { People } from '../fixtures/people.js';
import { type Environment, migrateUp, runProgram, serviceEnvironment, type Service, startService } from '../fixtures/service.js';

describe('of a payment that is there', () => {
  const BILLING = { name: 'Ada Lovell', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' };
  let service: Service;
  let client: HttpClient;
  let mongod: mongo.MongoClient;
  let paymentId: string;

  const collection = (name: string) => mongod.db().collection<{ readonly _id: string; readonly [member: string]: unknown }>(name);
  const compare = async (): Promise<string> => {
    const { code, stdout, stderr } = await runProgram('payment', ['compare'], service.env);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };

  /** Pays for an accepted proposal, by a card that needs no more; waits until all that follows is known here. */
  async function pay(): Promise<string> {
    const people = new People(client);
    const [payer, payee] = await Promise.all([people.register('client'), people.register('provider')]);
    const firm = { legalName: 'Harbor & Pine LLC', address: { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' };
    const post = async (who: typeof payer, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<string> => ((await people.as(who, 'POST', `/api/v1/${path}`, body, headers)).json as { readonly id: string }).id;
    const [businessId, providerBusinessId] = [await post(payer, 'businesses', firm), await post(payee, 'businesses', { ...firm, legalName: 'Plumb Advice LLC' })];
    const request = await post(payer, 'service-requests', { businessId, title: 'A quality plan', description: 'One that our shop can follow.', category: 'quality-management', budget: { max: 300_000, currency: 'USD' } });
    await post(payer, `service-requests/${request}/open`);
    const proposalId = await post(payee, `service-requests/${request}/proposals`, { providerBusinessId, amount: 50_000, currency: 'USD', scopeOfWork: 'A plan.', daysToDeliver: 21 });
    await post(payer, `proposals/${proposalId}/accept`);
    const order = { proposalId, amount: 50_000, currency: 'USD', confirmationToken: await service.stripe?.token(), billing: BILLING, termsVersion: '2026-11' };
    const id = await post(payer, 'payments', order, { 'idempotency-key': randomUUID() });
    await eventually(async () => expect(await collection('audit_entries').countDocuments({ 'object.id': id, action: { $in: ['payment.captured', 'payment.invoiced'] } })).toBe(2), 30_000);
    await eventually(async () => expect(await collection('stripe_events').countDocuments({ type: 'payment_intent.succeeded', state: 'applied' })).toBe(1), 30_000);
    return id;
  }

  beforeAll(async () => {
    service = await startService({ env: { RATE_LIMIT_FACTOR: '1000', TRUSTED_PROXIES: '127.0.0.1' }, stripe: true });
    client = new HttpClient(service.url);
    mongod = await mongo.MongoClient.connect(service.mongodbUri);
    paymentId = await pay();
  }, 120_000);
  afterAll(async () => {
    client.close();
    await mongod.close();
    await service.stop();
  });

  it('show prints what was decided, asked, heard, booked and changed, and no person', async () => {
    const { code, stdout, stderr } = await runProgram('payment', ['show', paymentId], service.env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[0]).toBe(`Payment ${paymentId}: captured, USD 500.00, captured USD 500.00`);
    for (const line of [/ decision {3}attempt: challenge /, / operation {2}intent\.create planned /, / operation {2}intent\.capture succeeded .* pi_/, / event {6}payment_intent\.succeeded .* pi_\w+: applied$/m, / ledger {5}1 capture +processor \+50000, provider \u221246000, fees \u22124000 \(ch_/, / change {5}payment\.invoiced +invoiceNumber=PL-/, /; debits equal credits\.$/m]) expect(stdout).toMatch(line);
    for (const hidden of [BILLING.name, BILLING.email, 'ctoken_']) expect(stdout).not.toContain(hidden);
  }, 60_000);

  it('compare says that nothing differs, and names what does', async () => {
    expect(await compare()).toMatch(/^Compared from \S+Z to \S+Z \(what is younger may be on its way\): 0 movements at Stripe, 0 entries of the books\. No difference\.\n$/);
    const at = new Date(Date.now() - 4 * 3_600_000);
    await collection('ledger_entries').insertOne({ _id: `${paymentId}:99`, v: 1, paymentId, seq: 99, kind: 'refund', source: 're_of_nobody', currency: 'USD', postings: [{ account: 'processor', amount: -100 }, { account: 'provider', amount: 100 }], at });
    const named = `\n  no_movement refund:re_of_nobody (${paymentId}): moved nothing, booked -100, in minor units of USD\n`;
    expect(await compare()).toMatch(new RegExp(`1 entries of the books\\. Differences: 1, of them new: 1, and so transfers are frozen\\.${named.replace(/[()]/g, '\\$&')}$`));
    expect(await compare()).toContain(`Differences: 1, of them new: 0.${named}`);
    expect(await collection('payment_switches').findOne({ _id: 'transfers' })).toMatchObject({ on: false, reason: 'ledger_difference' });
  }, 120_000);
});

let env: Environment;

beforeAll(async () => {
  env = serviceEnvironment();
  await migrateUp(env);
}, 60_000);

it.each<[string, readonly string[], string]>([
  ['an unknown payment', ['show', '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90'], 'There is no payment 0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90.'],
  ['what is no id', ['show', '$where'], '"$where" is no payment\'s id, which is a UUID.'],
  ['an id with more behind it', ['show', randomUUID(), 'now'], 'Usage: npm run payment -- show PAYMENT_ID, or npm run payment -- compare.'],
  ['nothing', [], 'Usage: npm run payment -- show PAYMENT_ID, or npm run payment -- compare.'],
])('payment show of %s is one sentence and exit code 1', async (_what, args, sentence) => {
  expect(await runProgram('payment', args, env)).toEqual({ code: 1, stdout: '', stderr: `That could not be done. ${sentence}\n` });
}, 60_000);
