// Firms, founded through the application, and what they agreed on, written past it: of the whole marketplace payments ask for nothing else.
import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { fillPeople } from '../harness/world.mjs';

export const PRICE = { amount: 240_000, currency: 'USD' };
const PROFILE = { address: { line1: '12 Wharf Street', city: 'Portland', region: 'ME', postalCode: '04101', country: 'US' }, naicsCodes: ['321918'], sizeClass: 'small' };
const BILLING = { name: 'Ada Lovell', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' };
const TERMS_VERSION = '2026-11';

/** A UUIDv7 of this year, so that it never looks like one of the copies, whose first digits are decimal ones. */
export function newId() {
  const random = randomBytes(16).toString('hex');
  return `01a2${random.slice(4, 8)}-${random.slice(8, 12)}-7${random.slice(13, 16)}-8${random.slice(17, 20)}-${random.slice(20)}`;
}

/** Plain HTTP with connections that are kept. */
export class Client {
  #agent = new Agent({ keepAlive: true });

  /** @param {number} port */
  constructor(port) {
    this.port = port;
  }

  /** @returns {Promise<any>} the body. @throws {Error} when the answer is no success */
  call(method, path, { person, body, key }) {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${person.tokens.eddsa}`, 'x-forwarded-for': person.address, 'x-forwarded-proto': 'https',
      ...(text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }), ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent: this.#agent, host: '127.0.0.1', port: this.port, method, path: `/api/v1/${path}`, headers }, (incoming) => {
        let answer = '';
        incoming.setEncoding('utf8').on('data', (part) => (answer += part)).on('error', reject);
        incoming.on('end', () => (incoming.statusCode < 300 ? resolve(JSON.parse(answer)) : reject(new Error(`${method} ${path} was answered ${incoming.statusCode}: ${answer}`))));
      });
      outgoing.on('error', reject).end(text);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

/**
 * A firm for each of some people, and one that works for them all.
 * @returns {Promise<{ firms: { person: object, businessId: string }[], providerBusinessId: string }>}
 */
export async function found(client, people) {
  const firms = [];
  for (const [place, person] of people.entries()) {
    const { id } = await client.call('POST', 'businesses', { person, body: { ...PROFILE, legalName: `Bench Millwork ${place} LLC` }, key: randomUUID() });
    firms.push({ person, businessId: id });
  }
  const { businessId: providerBusinessId } = firms.pop();
  return { firms, providerBusinessId };
}

/** A database with people, and nothing else. */
export async function settle(laboratory, name, people) {
  await fillPeople(laboratory.db(name), people);
  await laboratory.migrate(name);
}

/** Requests whose proposal was accepted, the firms' in turn. @returns {Promise<{ person: object, businessId: string, proposalId: string }[]>} */
export async function agree(db, { firms, providerBusinessId }, count) {
  const now = new Date();
  const agreed = Array.from({ length: count }, (_, place) => ({ ...firms[place % firms.length], proposalId: newId() }));
  await db.collection('service_requests').insertMany(agreed.map(({ person, businessId, proposalId }) => ({
    _id: newId(), v: 3, businessId, title: 'A quality plan', description: 'One that our shop can follow.', category: 'quality-management', budget: { max: PRICE.amount, currency: PRICE.currency },
    state: 'in_progress', createdBy: person.userId, createdAt: now, openedAt: now, proposalCount: 1,
    agreement: { proposalId, providerBusinessId, ...PRICE, daysToDeliver: 21, acceptedAt: now, acceptedBy: person.userId },
  })));
  return agreed;
}

/** What a payer sends. */
export const orderOf = ({ proposalId }, confirmationToken) => ({ proposalId, ...PRICE, confirmationToken, billing: BILLING, termsVersion: TERMS_VERSION });
