import { randomUUID } from 'node:crypto';
import { HttpClient as PlainClient } from '../fixtures/http-client.js';
import { type Exchange, HttpClient } from '../fixtures/load.js';
import { Mails } from '../fixtures/mails.js';

const PASSWORD = 'plumb line in the wind';

/** The body. @throws Error when the answer is not the expected one: the arrangement of a test must not fail silently. */
function body(exchange: Exchange, status: number): unknown {
  if (exchange.status !== status) throw new Error(`${exchange.method} ${exchange.path} gave ${exchange.status ?? exchange.failure}, not ${status}: ${JSON.stringify(exchange.body)}`);
  return exchange.body;
}

/** A fresh account, verified and logged in. */
export async function newPerson(url: string): Promise<HttpClient> {
  const client = new HttpClient(url);
  const email = `${randomUUID()}@faults.test`;
  body(await client.send('/api/v1/auth/register', { method: 'POST', json: { email, password: PASSWORD, name: 'Ada', accountType: 'client' } }), 202);
  const mailClient = new PlainClient(url);
  const token = await new Mails(mailClient).token(email, 'verify-email').finally(() => mailClient.close());
  body(await client.send('/api/v1/auth/verify-email', { method: 'POST', json: { token } }), 200);
  await logIn(client, email, PASSWORD);
  return client;
}

/** @returns the roles of the account. */
export async function logIn(client: HttpClient, email: string, password: string): Promise<readonly string[]> {
  const { accessToken, user } = body(await client.send('/api/v1/auth/login', { method: 'POST', json: { email, password } }), 200) as { accessToken: string; user: { roles: string[] } };
  client.token = accessToken;
  return user.roles;
}

function profile(legalName: string): object {
  return { legalName, address: { line1: '3 Ferry Road', city: 'Portland', region: 'ME', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' };
}

interface StoredAssessment {
  readonly id: string;
  readonly version: number;
  readonly answers: readonly { readonly statementId: string; readonly reason?: string }[];
}

/** Answers one statement of its own assessment after the other, each with a number that only grows, and remembers what was acknowledged. */
export class AnswerWriter {
  /** The last acknowledged number of each statement. */
  readonly #acknowledged = new Map<string, number>();
  #statements: readonly string[] = [];
  #assessment = '';
  #version = 0;
  #number = 0;
  /** Acknowledged writes. */
  acknowledged = 0;

  private constructor(public client: HttpClient) {}

  static async start(url: string): Promise<AnswerWriter> {
    const writer = new AnswerWriter(await newPerson(url));
    const { client } = writer;
    const { id: businessId } = body(await client.send('/api/v1/businesses', { method: 'POST', json: profile(`Writers ${randomUUID()}`) }), 201) as { id: string };
    const assessment = body(await client.send('/api/v1/assessments', { method: 'POST', json: { businessId } }), 201) as StoredAssessment;
    const { areas } = body(await client.send('/api/v1/assessments/catalogue'), 200) as { areas: { statements: { id: string; tier: number }[] }[] };
    writer.#statements = areas.flatMap(({ statements }) => statements.filter(({ tier }) => tier === 1).map(({ id }) => id)).slice(0, 8);
    writer.#assessment = assessment.id;
    writer.#version = assessment.version;
    return writer;
  }

  get path(): string {
    return `/api/v1/assessments/${this.#assessment}`;
  }

  /** Goes on with another process of the service. */
  moved(url: string): this {
    const { token } = this.client;
    this.client = new HttpClient(url);
    this.client.token = token;
    return this;
  }

  /** One PUT; a refusal by its version (a write that took effect, whose answer was lost) makes it read again. */
  async turn(): Promise<Exchange> {
    this.#number += 1;
    const statementId = this.#statements[this.#number % this.#statements.length] as string;
    const json = { tier: 1, responses: [{ statementId, answer: 'partial', reason: `number ${this.#number}` }] };
    const exchange = await this.client.send(`${this.path}/responses`, { method: 'PUT', json, headers: { 'if-match': `"${this.#version}"` } });
    if (exchange.status === 200) {
      this.#version = (exchange.body as StoredAssessment).version;
      this.#acknowledged.set(statementId, this.#number);
      this.acknowledged += 1;
    } else if (exchange.status === 412) {
      const read = await this.client.send(this.path);
      if (read.status === 200) this.#version = (read.body as StoredAssessment).version;
    }
    return exchange;
  }

  /** @returns acknowledged writes that are not there. */
  async lost(): Promise<readonly string[]> {
    const stored = body(await this.client.send(this.path), 200) as StoredAssessment;
    const numbers = new Map(stored.answers.map(({ statementId, reason }) => [statementId, Number(reason?.replace('number ', '') ?? -1)]));
    const lost = [...this.#acknowledged].filter(([statement, number]) => (numbers.get(statement) ?? -1) < number).map(([statement, number]) => `${statement}: ${number} was acknowledged, ${numbers.get(statement)} is stored`);
    return stored.version < this.#version ? [...lost, `version ${this.#version} was acknowledged, ${stored.version} is stored`] : lost;
  }
}

/** Founds businesses, each under its own Idempotency-Key. */
export class BusinessFounder {
  /** Id by name, of those that were acknowledged. */
  readonly #founded = new Map<string, string>();
  /** Key by name, of those whose answer was a failure. */
  readonly failed = new Map<string, string>();

  private constructor(readonly client: HttpClient) {}

  static async start(url: string): Promise<BusinessFounder> {
    return new BusinessFounder(await newPerson(url));
  }

  get acknowledged(): number {
    return this.#founded.size;
  }

  /** At most 40, as a person may belong to 50. */
  async turn(): Promise<Exchange | undefined> {
    if (this.#founded.size >= 40) return undefined;
    const name = `Founded ${randomUUID()}`;
    const key = randomUUID();
    const exchange = await this.found(name, key);
    if (exchange.status !== 201) this.failed.set(name, key);
    return exchange;
  }

  /** Sends the POST; the same name and key again are the same request. */
  async found(name: string, key: string): Promise<Exchange> {
    const exchange = await this.client.send('/api/v1/businesses', { method: 'POST', json: profile(name), headers: { 'idempotency-key': key } });
    if (exchange.status === 201) this.#founded.set(name, (exchange.body as { id: string }).id);
    return exchange;
  }

  async #stored(): Promise<readonly { readonly id: string; readonly legalName: string }[]> {
    return (body(await this.client.send('/api/v1/businesses?limit=100'), 200) as { items: { id: string; legalName: string }[] }).items;
  }

  /** @returns acknowledged businesses that are not there. */
  async lost(): Promise<readonly string[]> {
    const stored = new Map((await this.#stored()).map(({ id, legalName }) => [id, legalName]));
    return [...this.#founded].filter(([name, id]) => stored.get(id) !== name).map(([name]) => name);
  }

  /** @returns names that were founded more than once. */
  async doubles(): Promise<readonly string[]> {
    const names = (await this.#stored()).map(({ legalName }) => legalName);
    return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  }
}
