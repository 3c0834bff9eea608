import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../fixtures/eventually.js';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { json, newAddress, People, type Person, succeeded } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';

const DEMO_PASSWORD = 'a demo password for tests';
const REQUESTS = '/api/v1/service-requests';

interface Request {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly title: string;
  readonly budget: object;
}
interface Proposal {
  readonly id: string;
  readonly state: string;
}
interface Firm {
  readonly owner: Person;
  readonly businessId: string;
}

let service: Service;
let client: HttpClient;
let people: People;
let asker: Firm;
let seller: Firm;

const as = <T>({ owner }: Firm, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> => people.as(owner, method, path, body, headers).then((answer) => answer.json as T);
const offer = ({ businessId: providerBusinessId }: Firm) => ({ providerBusinessId, amount: 240_000, currency: 'USD', scopeOfWork: 'A plan and two visits.', daysToDeliver: 21 });
const wish = () => ({ businessId: asker.businessId, title: `A plan ${randomUUID()}`, description: 'One that our shop can follow.', category: 'quality-management', budget: { max: 300_000, currency: 'USD' } });

async function firm(role: 'client' | 'provider'): Promise<Firm> {
  const owner = await people.register(role);
  const { json: business } = await people.as(owner, 'POST', '/api/v1/businesses', { legalName: `${role} of ${owner.userId}`, address: { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro', setAsides: [] });
  return { owner, businessId: (business as { id: string }).id };
}

async function opened(): Promise<string> {
  const { id } = await as<Request>(asker, 'POST', REQUESTS, wish());
  await as(asker, 'POST', `${REQUESTS}/${id}/open`);
  return id;
}

beforeAll(async () => {
  service = await startService({ env: { RATE_LIMIT_FACTOR: '1000', TRUSTED_PROXIES: '127.0.0.1' }, demoPassword: DEMO_PASSWORD });
  client = new HttpClient(service.url);
  people = new People(client);
  [asker, seller] = [await firm('client'), await firm('provider')];
}, 90_000);
afterAll(async () => {
  client.close();
  expect(await service.stop()).toBe(0);
}, 30_000);

describe('the demo', () => {
  it('has an open request with a proposal, and an agreement that can be paid', async () => {
    const [owner, provider] = [await people.login('client@demo.test', DEMO_PASSWORD), await people.login('provider@demo.test', DEMO_PASSWORD)];
    const { items } = (await people.as(owner, 'GET', REQUESTS)).json as { items: Request[] };
    expect(items.map(({ state }) => state).sort()).toEqual(['in_progress', 'open']);
    const proposals = (await people.as(provider, 'GET', '/api/v1/proposals?side=provider')).json as { items: Proposal[] };
    expect(proposals.items.map(({ state }) => state).sort()).toEqual(['accepted', 'submitted']);
    await people.as(owner, 'POST', `/api/v1/proposals/${proposals.items.find(({ state }) => state === 'submitted')!.id}/decline`);
  });
});

describe('a service request', () => {
  const BOUNDARY = 'b';
  const flat = (value: object, prefix = ''): [string, string][] => Object.entries(value).flatMap(([name, member]) => (typeof member === 'object' && member !== null ? flat(member as object, prefix === '' ? name : `${prefix}[${name}]`) : [[prefix === '' ? name : `${prefix}[${name}]`, String(member)]]));
  const inEachForm = (body: object): Promise<HttpAnswer[]> => {
    const fields = flat(body);
    const multipart = `${fields.map(([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--${BOUNDARY}--\r\n`;
    const sent = [['application/json', JSON.stringify(body)], ['application/x-www-form-urlencoded', new URLSearchParams(fields).toString()], [`multipart/form-data; boundary=${BOUNDARY}`, multipart]] as const;
    return Promise.all(sent.map(([type, content]) => client.send({ method: 'POST', path: REQUESTS, headers: { authorization: `Bearer ${asker.owner.token}`, 'content-type': type, 'x-forwarded-for': newAddress() }, body: content })));
  };

  it('is drafted alike from JSON, a form and multipart', async () => {
    const body = { ...wish(), neededBy: '2099-03-31', purchaseOrderNumber: 'PO-7', budget: { min: 100, max: 300_000, currency: 'EUR' } };
    const drafts = (await inEachForm(body)).map((answer) => succeeded(answer, 'a draft').json as Request & { createdAt?: string });
    const told = drafts.map((draft) => ({ ...draft, id: 'its own', createdAt: 'its own' }));
    expect(told[0]).toMatchObject(body);
    expect([told[1], told[2]]).toEqual([told[0], told[0]]);
  });

  it('is refused alike', async () => {
    const answers = await inEachForm({ businessId: asker.businessId, title: ' not trimmed', budget: { max: 'much', currency: 'XAU' } });
    const told = answers.map(({ status, json: body }) => [status, (body as { code: string }).code, (body as { errors: { pointer: string; code: string }[] }).errors.map(({ pointer, code }) => [pointer, code])]);
    expect(told[0]).toEqual([400, 'VALIDATION_FAILED', [['/title', expect.any(String)], ['/budget/max', expect.any(String)], ['/budget/currency', expect.any(String)]]]);
    expect([told[1], told[2]]).toEqual([told[0], told[0]]);
  });

  it('is drafted once under one key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = wish();
    const [first, second] = [await people.as(asker.owner, 'POST', REQUESTS, body, headers), await people.as(asker.owner, 'POST', REQUESTS, body, headers)];
    expect([second.text, second.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
  });
});

describe('a proposal', () => {
  it('is accepted once under one key; the others are declined, and everybody concerned gets a letter', async () => {
    const requestId = await opened();
    const loser = await firm('provider');
    const [won, lost] = [await as<Proposal>(seller, 'POST', `${REQUESTS}/${requestId}/proposals`, offer(seller)), await as<Proposal>(loser, 'POST', `${REQUESTS}/${requestId}/proposals`, offer(loser))];
    const headers = { 'idempotency-key': randomUUID() };
    for (let time = 0; time < 2; time += 1) expect(await as<Proposal>(asker, 'POST', `/api/v1/proposals/${won.id}/accept`, undefined, headers)).toMatchObject({ state: 'accepted' });
    expect(await as<Proposal>(loser, 'GET', `/api/v1/proposals/${lost.id}`)).toMatchObject({ state: 'declined' });
    const subjects = async ({ owner }: Firm): Promise<string[]> => ((await client.send(json('GET', `/dev/mails?format=json&to=${encodeURIComponent(owner.email)}`))).json as { items: { subject: string }[] }).items.map(({ subject }) => subject);
    await eventually(async () => {
      expect(await subjects(asker)).toEqual(expect.arrayContaining(['A new proposal for your service request']));
      expect(await subjects(seller)).toContain('Your proposal was accepted');
      expect(await subjects(loser)).toContain('Your proposal was not chosen');
    });
  });

  it('leads to work, which is delivered, completed and rated', async () => {
    const requestId = await opened();
    const { id } = await as<Proposal>(seller, 'POST', `${REQUESTS}/${requestId}/proposals`, offer(seller));
    await as(asker, 'POST', `/api/v1/proposals/${id}/accept`);
    await as(seller, 'POST', `${REQUESTS}/${requestId}/deliver`, { note: 'The plan.' });
    await as(asker, 'POST', `${REQUESTS}/${requestId}/complete`);
    await as(asker, 'POST', `${REQUESTS}/${requestId}/ratings`, { stars: 4, comment: 'Clear and on time.' });
    expect((await as<{ items: unknown[] }>(seller, 'GET', `${REQUESTS}/${requestId}/ratings`)).items).toEqual([]);
    await as(seller, 'POST', `${REQUESTS}/${requestId}/ratings`, { stars: 5, comment: 'They knew what they wanted.' });
    expect((await as<{ items: unknown[] }>(seller, 'GET', `${REQUESTS}/${requestId}/ratings`)).items).toMatchObject([{ from: 'client', stars: 4 }, { from: 'provider', stars: 5 }]);
    const another = await opened();
    const next = await as<Proposal>(seller, 'POST', `${REQUESTS}/${another}/proposals`, offer(seller));
    await eventually(async () => {
      expect(await as<Proposal>(asker, 'GET', `/api/v1/proposals/${next.id}`)).toMatchObject({ providerRating: { count: 1, average: 4 } });
    });
  });
});
