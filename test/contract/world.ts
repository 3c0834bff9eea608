import { randomUUID } from 'node:crypto';
import type { Right, Role } from '@plumbline/common';
import { eventually } from '../fixtures/eventually.js';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { newAddress, newEmail, People, type Person } from '../fixtures/people.js';
import { type Environment, type Service, startService } from '../fixtures/service.js';
import { storeVerified } from '../fixtures/verifications.js';

export const DEMO_PASSWORD = 'a demo password for tests';

/** Requests before a limit of the tight service refuses: the greatest quota per address, and one more. */
const MORE_THAN_ANY_QUOTA = 301;
const MORE_THAN_ANY_AUTH_QUOTA = 21;
const MORE_THAN_THE_WEBHOOK_QUOTA = 6_001;
const AT_A_TIME = 300;
/** Left of a refusal for whoever asks for one. */
const LONG_ENOUGH_MS = 2000;

interface Exhausted {
  readonly address: string;
  /** Unix ms before which it is refused. */
  readonly until: number;
}

interface Certified {
  readonly id: string;
  readonly number: string;
  readonly assessmentId: string;
  readonly jws: string;
}

interface Statement {
  readonly id: string;
  readonly tier: number;
}

/**
 * A running service and what lives in it: people of every role, firms, members, assessments. A second process on the same database has
 * the limits of production, so that one request can be sent where its address has nothing left.
 */
export class World {
  readonly people: People;
  readonly #people = new Map<string, Promise<Person>>();
  readonly #businesses = new Map<string, Promise<string>>();
  readonly #certificates = new Map<string, Promise<Certified>>();
  #exhausted: Exhausted = { address: '', until: 0 };
  #statements: Promise<readonly string[]> | undefined;

  private constructor(
    readonly service: Service,
    readonly client: HttpClient,
    readonly tight: Service,
    readonly tightClient: HttpClient,
  ) {
    this.people = new People(client);
  }

  /** @param told.env of both processes, in place of what is usual. @param told.logFile where the first one's log goes, too. */
  static async start(edge: 'fast' | 'stock', { env = {}, logFile }: { readonly env?: Environment; readonly logFile?: string } = {}): Promise<World> {
    const shared = { EDGE: edge, TRUSTED_PROXIES: '127.0.0.1', ...env };
    const service = await startService({ env: { ...shared, RATE_LIMIT_FACTOR: '1000' }, demoPassword: DEMO_PASSWORD, stripe: true, ...(logFile === undefined ? {} : { logFile }) });
    // It refuses, nothing else: relay and jobs are the other's.
    const tight = await startService({ env: { ...service.env, RATE_LIMIT_FACTOR: '1', ROLE: 'api' }, migrate: false });
    return new World(service, new HttpClient(service.url), tight, new HttpClient(tight.url));
  }

  /** An address that has used up what the tight service gives it, and is refused for some seconds yet. */
  async exhausted(): Promise<string> {
    // Used afresh only until the windows turn: from then on a new request fits every fifth of a second.
    while (this.#exhausted.until - Date.now() < LONG_ENOUGH_MS) this.#exhausted = await this.#exhaust(newAddress());
    return this.#exhausted.address;
  }

  /** The same for what payment providers send, who may send far more: used once, and so not kept. */
  async exhaustedByWebhooks(): Promise<string> {
    const address = newAddress();
    if ((await this.#spend(address, 'POST', '/api/v1/webhooks/stripe', MORE_THAN_THE_WEBHOOK_QUOTA)) === 0) throw new Error('The quota of webhooks was not used up.');
    return address;
  }

  async #exhaust(address: string): Promise<Exhausted> {
    const startedAt = Date.now();
    // Refused without a cookie, but counted, and cheaper than a login.
    const waits = [await this.#spend(address, 'GET', '/problems', MORE_THAN_ANY_QUOTA), await this.#spend(address, 'POST', '/api/v1/auth/refresh', MORE_THAN_ANY_AUTH_QUOTA)];
    return { address, until: startedAt + (Math.min(...waits) - 1) * 1000 };
  }

  /** @returns for how many seconds the address is refused at least; 0 when the window turned meanwhile. */
  async #spend(address: string, method: string, path: string, times: number): Promise<number> {
    const answers: HttpAnswer[] = [];
    while (answers.length < times) answers.push(...(await Promise.all(Array.from({ length: Math.min(AT_A_TIME, times - answers.length) }, () => this.tightClient.send({ method, path, headers: { 'x-forwarded-for': address } })))));
    const waits = answers.filter(({ status }) => status === 429).map(({ headers }) => Number(headers['retry-after']));
    return waits.length === 0 ? 0 : Math.min(...waits);
  }

  async stop(): Promise<readonly (number | null)[]> {
    this.client.close();
    this.tightClient.close();
    return Promise.all([this.service.stop(), this.tight.stop()]);
  }

  get admin(): Promise<Person> {
    return this.#once(this.#people, 'the admin', () => this.people.login('admin@demo.test', DEMO_PASSWORD));
  }

  /** Somebody with exactly this role. @param part tells apart several people of one role. */
  person(role: Role, part = 'first'): Promise<Person> {
    return this.#once(this.#people, `${role} ${part}`, async () => {
      if (role === 'client' || role === 'provider') return this.people.register(role);
      const person = await this.people.register('client');
      await this.setRoles(person.userId, [role]);
      return person;
    });
  }

  async setRoles(userId: string, roles: readonly Role[]): Promise<void> {
    const admin = await this.people.steppedUp(await this.admin);
    const { headers } = await this.people.as(admin, 'GET', `/api/v1/users/${userId}`);
    await this.people.as(admin, 'PUT', `/api/v1/users/${userId}/roles`, { roles }, { 'if-match': headers.etag ?? '' });
  }

  /** The one business of somebody. */
  businessOf(owner: Person): Promise<string> {
    return this.#once(this.#businesses, owner.userId, async () => {
      const answer = await this.people.as(owner, 'POST', '/api/v1/businesses', newBusiness());
      return (answer.json as { id: string }).id;
    });
  }

  /** A token that invites somebody to the owner's business, where they are no member. */
  async invitation(owner: Person, email: string, rights: readonly string[] = ['read']): Promise<{ id: string; token: string }> {
    const businessId = await this.businessOf(owner);
    const { id } = (await this.people.as(owner, 'POST', `/api/v1/businesses/${businessId}/invitations`, { email, rights })).json as { id: string };
    return { id, token: await this.people.mails.token(email, 'accept-invitation', (token) => token.startsWith(`${businessId}.${id}.`)) };
  }

  /** Somebody who is a member of the owner's business with this right (and `read`, which everybody has) and no other. */
  async member(owner: Person, right: Right, part: string = right, role: Role = 'client'): Promise<Person> {
    const businessId = await this.businessOf(owner);
    const member = await this.person(role, `member ${part}`);
    const list = await this.people.as(owner, 'GET', `/api/v1/businesses/${businessId}/members`);
    const found = (list.json as { items: { userId: string; rights: string[] }[] }).items.find(({ userId }) => userId === member.userId);
    if (found === undefined) {
      const { token } = await this.invitation(owner, member.email, [right]);
      await this.people.as(member, 'POST', '/api/v1/businesses/invitations/accept', { token });
    }
    return member;
  }

  /** Makes somebody no member of the owner's business. */
  async dismiss(owner: Person, userId: string): Promise<void> {
    const businessId = await this.businessOf(owner);
    const { items } = (await this.people.as(owner, 'GET', `/api/v1/businesses/${businessId}/members`)).json as { items: { userId: string }[] };
    if (items.some((item) => item.userId === userId)) await this.people.as(owner, 'DELETE', `/api/v1/businesses/${businessId}/members/${userId}`);
  }

  /** A certificate of the owner's business. */
  certificate(owner: Person): Promise<Certified> {
    return this.#once(this.#certificates, owner.userId, () => this.newCertificate(owner));
  }

  /** Another one; the one before is superseded. */
  async newCertificate(owner: Person): Promise<Certified> {
    const businessId = await this.businessOf(owner);
    const assessmentId = await storeVerified(this.service.mongodbUri, businessId);
    let found: Certified | undefined;
    await eventually(async () => {
      const { items } = (await this.people.as(owner, 'GET', `/api/v1/certificates?businessId=${businessId}`)).json as { items: Certified[] };
      found = items.find((one) => one.assessmentId === assessmentId);
      return found !== undefined;
    });
    return found as Certified;
  }

  /** The open assessment of the owner's business. */
  async draft(owner: Person): Promise<{ id: string; etag: string }> {
    const businessId = await this.businessOf(owner);
    const found = (await this.people.as(owner, 'GET', '/api/v1/assessments?state=draft')).json as { items: { id: string }[] };
    const id = found.items[0]?.id ?? ((await this.people.as(owner, 'POST', '/api/v1/assessments', { businessId })).json as { id: string }).id;
    return { id, etag: (await this.people.as(owner, 'GET', `/api/v1/assessments/${id}`)).headers.etag ?? '' };
  }

  /** An open assessment that can be submitted. */
  async answeredDraft(owner: Person): Promise<string> {
    const { id, etag } = await this.draft(owner);
    const responses = (await this.#tierOne()).map((statementId) => ({ statementId, answer: 'yes' }));
    await this.people.as(owner, 'PUT', `/api/v1/assessments/${id}/responses`, { tier: 1, responses }, { 'if-match': etag });
    return id;
  }

  /** Sees to it that the owner's business has no open assessment. */
  async closeDraft(owner: Person): Promise<void> {
    const found = (await this.people.as(owner, 'GET', '/api/v1/assessments?state=draft')).json as { items: unknown[] };
    if (found.items.length > 0) await this.people.as(owner, 'POST', `/api/v1/assessments/${await this.answeredDraft(owner)}/submit`);
  }

  #tierOne(): Promise<readonly string[]> {
    this.#statements ??= this.client.send({ method: 'GET', path: '/api/v1/assessments/catalogue' }).then(({ json }) => {
      const { areas } = json as { areas: { statements: Statement[] }[] };
      return areas.flatMap(({ statements }) => statements).filter(({ tier }) => tier === 1).map(({ id }) => id);
    });
    return this.#statements;
  }

  #once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  }
}

export function newBusiness(): Readonly<Record<string, unknown>> {
  return {
    legalName: `Tidewater Joinery ${randomUUID().slice(0, 8)} LLC`,
    address: { line1: '3 Ferry Road', city: 'Portland', region: 'ME', postalCode: '04101', country: 'US' },
    naicsCodes: ['238350'],
    sizeClass: 'micro',
    setAsides: ['SDB'],
  };
}

export { newEmail };
