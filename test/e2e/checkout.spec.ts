import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { eventually } from '../fixtures/eventually.js';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { json, People, type Person } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';

const PAYMENTS = '/api/v1/payments';
const UNKNOWN = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90';
const BILLING = { name: 'Ada Lovell', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' };

let service: Service;
let client: HttpClient;
let people: People;
let payer: Person;
let payee: Person;
let clientId: string;
let providerId: string;
let mongod: mongo.MongoClient;

const idOf = ({ json: body }: { readonly json: unknown }): string => (body as { id: string }).id;
const firm = (legalName: string) => ({ legalName, address: { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' });

beforeAll(async () => {
  service = await startService({ env: { RATE_LIMIT_FACTOR: '1000', TRUSTED_PROXIES: '127.0.0.1' }, stripe: true });
  client = new HttpClient(service.url);
  people = new People(client);
  [payer, payee] = await Promise.all([people.register('client'), people.register('provider')]);
  clientId = idOf(await people.as(payer, 'POST', '/api/v1/businesses', firm('Harbor & Pine LLC')));
  providerId = idOf(await people.as(payee, 'POST', '/api/v1/businesses', firm('Plumb Advice LLC')));
  mongod = await mongo.MongoClient.connect(service.mongodbUri);
}, 120_000);
afterAll(async () => {
  await mongod.close();
  await service.stop();
});

/** A proposal; accepted unless told. */
async function proposal(accept = true): Promise<string> {
  const request = idOf(await people.as(payer, 'POST', '/api/v1/service-requests', { businessId: clientId, title: 'A quality plan', description: 'One that our shop can follow.', category: 'quality-management', budget: { max: 300_000, currency: 'USD' } }));
  await people.as(payer, 'POST', `/api/v1/service-requests/${request}/open`);
  const id = idOf(await people.as(payee, 'POST', `/api/v1/service-requests/${request}/proposals`, { providerBusinessId: providerId, amount: 50_000, currency: 'USD', scopeOfWork: 'A plan.', daysToDeliver: 21 }));
  if (accept) await people.as(payer, 'POST', `/api/v1/proposals/${id}/accept`);
  return id;
}

const send = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}, who = payer): Promise<HttpAnswer> => client.send(json(method, `${PAYMENTS}${path}`, body, { authorization: `Bearer ${who.token}`, ...headers }));
const create = (order: unknown, key: string = randomUUID()) => send('POST', '', order, { 'idempotency-key': key });
const order = async (proposalId: string, card?: string) => ({ proposalId, amount: 50_000, currency: 'USD', confirmationToken: await service.stripe?.token(card), billing: BILLING, termsVersion: '2026-11' });
async function written(): Promise<number[]> {
  return Promise.all(['payments', 'payment_attempts', 'payment_customers'].map((name) => mongod.db().collection(name).countDocuments()));
}

describe('a field that is missing, malformed or out of range has its own pointer and code, and nothing is written', () => {
  const without = (member: string) => (given: Record<string, unknown>) => Object.fromEntries(Object.entries(given).filter(([name]) => name !== member));
  const with_ = (changes: object) => (given: Record<string, unknown>) => ({ ...given, ...changes });
  const billing = (changes: object) => with_({ billing: { ...BILLING, ...changes } });
  it.each<[string, (given: Record<string, unknown>) => object, string, string]>([
    ['no proposal', without('proposalId'), '/proposalId', 'REQUIRED'],
    ['a proposal that is no id', with_({ proposalId: '7' }), '/proposalId', 'UUID'],
    ['no amount', without('amount'), '/amount', 'REQUIRED'],
    ['an amount in words', with_({ amount: '50000' }), '/amount', 'TYPE'],
    ['a fraction of a cent', with_({ amount: 50_000.5 }), '/amount', 'TYPE'],
    ['too little', with_({ amount: 49 }), '/amount', 'MIN'],
    ['too much', with_({ amount: 100_000_000 }), '/amount', 'MAX'],
    ['no currency', without('currency'), '/currency', 'REQUIRED'],
    ['a currency that we do not take', with_({ currency: 'JPY' }), '/currency', 'ENUM'],
    ['a currency in small letters', with_({ currency: 'usd' }), '/currency', 'ENUM'],
    ['no source', without('confirmationToken'), '/confirmationToken', 'REQUIRED'],
    ['a token that is none', with_({ confirmationToken: 'tok_visa_card' }), '/confirmationToken', 'PATTERN'],
    ['an unknown token', with_({ confirmationToken: 'ctoken_of_nobody' }), '/confirmationToken', 'UNUSABLE'],
    ['two sources', with_({ savedMethodId: 'pm_card' }), '/savedMethodId', 'EXCLUSIVE'],
    ['a saved method that is none', with_({ confirmationToken: undefined, savedMethodId: '7' }), '/savedMethodId', 'MIN_LENGTH'],
    ['a wish to save that is none', with_({ saveMethod: 'yes' }), '/saveMethod', 'TYPE'],
    ['no billing', without('billing'), '/billing', 'REQUIRED'],
    ['billing that is a list', with_({ billing: [] }), '/billing', 'TYPE'],
    ['no name', billing({ name: undefined }), '/billing/name', 'REQUIRED'],
    ['a name of nothing', billing({ name: '' }), '/billing/name', 'MIN_LENGTH'],
    ['no e-mail', billing({ email: undefined }), '/billing/email', 'REQUIRED'],
    ['an e-mail that is none', billing({ email: 'ada' }), '/billing/email', 'EMAIL'],
    ['no country', billing({ country: undefined }), '/billing/country', 'REQUIRED'],
    ['a country that is none', billing({ country: 'XX' }), '/billing/country', 'COUNTRY_CODE'],
    ['no postal code', billing({ postalCode: undefined }), '/billing/postalCode', 'REQUIRED'],
    ['a postal code that is too long', billing({ postalCode: '0'.repeat(17) }), '/billing/postalCode', 'MAX_LENGTH'],
    ['no terms', without('termsVersion'), '/termsVersion', 'REQUIRED'],
    ['other terms', with_({ termsVersion: '2025-01' }), '/termsVersion', 'CURRENT'],
    ['a reference that is too long', with_({ purchaseOrderNumber: 'P'.repeat(41) }), '/purchaseOrderNumber', 'MAX_LENGTH'],
    ['something unknown', with_({ cvc: '123' }), '/cvc', 'UNKNOWN_FIELD'],
  ])('%s', async (_name, change, pointer, code) => {
    const given = await order(await shared());
    const before = await written();
    const answer = await create(change(given));
    // Only what the processor or a newer text of the terms refuses is no fault of the field's form.
    const conflicts: Readonly<Record<string, string>> = { UNUSABLE: 'CONFIRMATION_TOKEN_UNUSABLE', CURRENT: 'TERMS_NOT_CURRENT' };
    const conflict = conflicts[code];
    expect(answer.status).toBe(conflict === undefined ? 400 : 409);
    expect(answer.json).toMatchObject({ code: conflict ?? 'VALIDATION_FAILED', errors: [{ pointer, code }] });
    expect(await written()).toEqual(before);
  });

  let kept: Promise<string> | undefined;
  const shared = (): Promise<string> => (kept ??= proposal());
});

describe('what is no field', () => {
  it.each<[string, () => Promise<HttpAnswer>, number, string]>([
    ['no key', async () => send('POST', '', await order(await proposal())), 400, 'IDEMPOTENCY_KEY_REQUIRED'],
    ['an unknown proposal', async () => create(await order(UNKNOWN)), 404, 'NOT_FOUND'],
    ['a proposal that is not accepted', async () => create(await order(await proposal(false))), 409, 'PROPOSAL_NOT_ACCEPTED'],
    ['an amount that was not agreed on', async () => create({ ...(await order(await proposal())), amount: 5_000 }), 409, 'AMOUNT_MISMATCH'],
    ['a currency that was not agreed on', async () => create({ ...(await order(await proposal())), currency: 'EUR' }), 409, 'AMOUNT_MISMATCH'],
    ['a provider who would pay', async () => send('POST', '', await order(await proposal()), { 'idempotency-key': randomUUID() }, payee), 403, 'FORBIDDEN'],
  ])('%s: no payment', async (_name, ask, status, code) => {
    const [before] = await written();
    const answer = await ask();
    expect([answer.status, (answer.json as { code: string }).code]).toEqual([status, code]);
    expect((await written())[0]).toBe(before);
  });
});

describe('a checkout', () => {
  it('goes from the quote to the capture, and tells each firm what is theirs to know', async () => {
    const proposalId = await proposal();
    expect((await send('POST', '/quote', { proposalId })).json).toMatchObject({ amount: 50_000, fee: 4_000, providerShare: 46_000 });
    const made = await create(await order(proposalId));
    expect([made.status, made.json]).toMatchObject([201, { state: 'authorised', version: 2, card: { last4: '4242' } }]);
    const id = idOf(made);
    await eventually(async () => expect((await send('GET', `/${id}`)).json).toMatchObject({ state: 'captured', captured: 50_000 }));
    const seen = await send('GET', `/${id}`);
    expect((await send('GET', `/${id}`, undefined, { 'if-none-match': seen.headers.etag ?? '' })).status).toBe(304);
    const theirs = await send('GET', `/${id}`, undefined, {}, payee);
    expect(theirs.json).toMatchObject({ id, side: 'provider', state: 'captured', providerShare: 46_000 });
    expect(theirs.text).not.toMatch(/Lovell|4242|04101/);
    expect((await send('GET', '?side=provider&limit=1', undefined, {}, payee)).json).toMatchObject({ items: [{ id }] });
  });

  it('gives the same answer to the same key, and none to another body', async () => {
    const [given, key] = [await order(await proposal()), randomUUID()];
    const first = await create(given, key);
    const again = await create(given, key);
    expect([again.status, again.headers['idempotency-replayed'], again.text]).toEqual([201, 'true', first.text]);
    expect((await create({ ...given, amount: 60_000 }, key)).status).toBe(422);
    const other = await create(await order(given.proposalId));
    expect([other.status, other.json]).toMatchObject([409, { code: 'PAYMENT_EXISTS', paymentId: idOf(first) }]);
  });

  it('50 at once under one key are one payment and one intent', async () => {
    const [given, key] = [await order(await proposal()), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(given, key)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(idOf)).size).toBe(1);
    for (const answer of answers) if (answer.status !== 201) expect(answer.json).toMatchObject({ status: 409, code: 'REQUEST_IN_PROGRESS' });
    const { data = [] } = (await service.stripe?.stripe.paymentIntents.list({ limit: 100 })) ?? {};
    expect(data.filter(({ metadata }) => metadata['proposalId'] === given.proposalId)).toHaveLength(1);
  });

  it('tells a card form what it needs, and the payer where to go behind 3-D Secure', async () => {
    expect((await send('GET', '/config')).json).toEqual({ publishableKey: expect.stringMatching(/^pk_test_/), emulatorUrl: service.stripe?.url, termsVersion: '2026-11', currencies: ['USD', 'EUR', 'GBP'] });
    const page = await client.send({ method: 'GET', path: '/payments/return?payment_intent=pi_1&redirect_status=succeeded' });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toContain('pi_1');
  });
});
