import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { generateSync } from 'otplib';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient } from '../fixtures/http-client.js';
import { cookieOf, json, People, type Person, succeeded } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';
import { UPLOAD_TYPE, uploadForm } from '../fixtures/upload-form.js';
import { storeVerified } from '../fixtures/verifications.js';
import { type Canary, canary, foundIn, fromBase32 } from './canaries.js';

const DEMO_PASSWORD = 'a canary for demo people';
const NEW_PASSWORD = 'the canary sings in the mine at dawn';
const PAGE = /\/([\w-]+)\?token=([\w.-]+)/;

let service: Service;
let client: HttpClient;
let people: People;
let database: mongo.MongoClient;
const canaries: Canary[] = [];
/** The name under which a firm trades, on its certificates for everybody to read. */
const LEGAL_NAME = `Canary Joinery ${word()} LLC`;

/** Unlike anything that stands anywhere else. */
function word(): string {
  return randomBytes(6).toString('hex').replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] as string);
}

/** A value for a field, to be searched for later. */
function planted(what: string, value: string): string {
  canaries.push(canary(what, value));
  return value;
}

/** A secret that the service made: what is stored of its first parts (ids, a prefix) may be read, its last part not. */
function secret(what: string, value: string): string {
  const last = value.split('.').at(-1) as string;
  canaries.push(canary(what, last, Buffer.from(last, 'base64url')));
  return value;
}

const email = (what: string): string => planted(what, `${word()}@canary-${word()}.example`);
const headers = { 'user-agent': planted('the client of a session', `CanaryBrowser/${word()}`), 'x-forwarded-for': planted('the address of a client', '198.51.100.237') };
const post = async (path: string, body?: unknown, more: Readonly<Record<string, string>> = {}) => succeeded(await client.send(json('POST', `/api/v1/${path}`, body, { ...headers, ...more })), path);
const as = (person: Person) => ({ authorization: `Bearer ${person.token}` });

/** The token of the newest link of a kind that came by mail. */
const mailed = async (to: string, page: 'verify-email' | 'reset-password' | 'confirm-email' | 'accept-invitation'): Promise<string> => secret(`the token of a link (${page})`, await people.mails.token(to, page));

async function registered(who: string, password: string): Promise<Person> {
  const address = email(`the e-mail of ${who}`);
  await post('auth/register', { email: address, password, name: planted(`the name of ${who}`, `Ada ${word()}`), accountType: 'client' });
  await post('auth/verify-email', { token: await mailed(address, 'verify-email') });
  return loggedIn(address, password);
}

async function loggedIn(address: string, password: string): Promise<Person> {
  const answer = await post('auth/login', { email: address, password });
  const { accessToken, user } = answer.json as { accessToken: string; user: { id: string } };
  const refreshCookie = cookieOf(answer, 'plumbline_refresh');
  secret('an access token', accessToken);
  secret('a refresh token', refreshCookie.slice(refreshCookie.indexOf('=') + 1));
  return { email: address, password, userId: user.id, token: accessToken, refreshCookie };
}

/** Everything that concerns an account, with failures on the way, since failures are remembered, too. */
async function walkAccount(): Promise<Person> {
  const first = await registered('the owner', planted('a password', `old ${word()} ${word()}`));
  await client.send(json('POST', '/api/v1/auth/login', { email: first.email, password: planted('a wrong password', `wrong ${word()} ${word()}`) }, headers));
  await client.send(json('POST', '/api/v1/auth/login', { email: email('the e-mail of nobody'), password: 'whatever it may be' }, headers));
  await client.send(json('POST', '/api/v1/auth/register', { email: first.email, password: planted('the password of a repeated registration', `again ${word()} ${word()}`), name: planted('the name of a repeated registration', `Eve ${word()}`), accountType: 'client' }, headers));
  await post('auth/forgot-password', { email: first.email });
  await post('auth/reset-password', { token: await mailed(first.email, 'reset-password'), password: planted('a new password', NEW_PASSWORD) });
  const again = await loggedIn(first.email, NEW_PASSWORD);
  const me = await people.as(again, 'GET', '/api/v1/users/me');
  await people.as(again, 'PATCH', '/api/v1/users/me', { name: planted('a changed name', `Grace ${word()}`) }, { 'if-match': me.headers.etag ?? '' });
  const next = email('a changed e-mail');
  await post('users/me/email', { email: next, password: NEW_PASSWORD }, as(again));
  await post('users/me/email/confirm', { token: await mailed(next, 'confirm-email') });
  const person = await loggedIn(next, NEW_PASSWORD);
  await post('users/me/email', { email: email('an e-mail that was asked for'), password: NEW_PASSWORD }, as(person));
  return person;
}

async function walkSecondFactor(person: Person): Promise<void> {
  const { secret: shared } = (await post('auth/second-factor', { password: person.password }, as(person))).json as { secret: string };
  canaries.push(canary('the secret of a second factor', shared, fromBase32(shared)));
  const { recoveryCodes } = (await post('auth/second-factor/confirm', { code: generateSync({ secret: shared }) }, as(person))).json as { recoveryCodes: string[] };
  for (const code of recoveryCodes) canaries.push(canary('a recovery code', code, code.replaceAll('-', '')));
  await post('auth/step-up', { recoveryCode: recoveryCodes[0] }, as(person));
  const { ticket } = (await post('auth/login', { email: person.email, password: person.password })).json as { ticket: string };
  await post('auth/login/second-factor', { ticket: secret('the ticket of a login', ticket), recoveryCode: recoveryCodes[1] });
  const made = await post('auth/api-keys', { name: planted('the name of an API key', `key ${word()}`), scopes: ['businesses:read'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() }, as(person));
  const { key } = made.json as { key: string };
  // Its prefix is shown in lists, and stored for that.
  canaries.push(canary('an API key', key, key.slice(13)));
  succeeded(await client.send(json('GET', '/api/v1/businesses', undefined, { ...headers, authorization: `Bearer ${key}` })), 'reading with an API key');
}

async function walkFirm(owner: Person): Promise<string> {
  const profile = {
    legalName: LEGAL_NAME,
    contactEmail: email('the contact e-mail of a firm'),
    contactPhone: planted('the telephone of a firm', '+12075550147'),
    address: { line1: planted('a street', `${word()} Street`), line2: planted('a unit', `Unit ${word()}`), city: planted('a town', `Port ${word()}`), region: 'ME', postalCode: '04101', country: 'US' },
    naicsCodes: ['238350'],
    sizeClass: 'micro',
  };
  // Under a key, so that what is kept to answer the same request again is searched, too.
  const created = await post('businesses', profile, { ...as(owner), 'idempotency-key': randomUUID() });
  const { id } = created.json as { id: string };
  await people.as(owner, 'PATCH', `/api/v1/businesses/${id}`, { contactPhone: planted('a changed telephone', '+12075550163') }, { 'if-match': '"1"' });
  const member = await registered('a member', `member ${word()} ${word()}`);
  await post(`businesses/${id}/invitations`, { email: member.email, rights: ['answer'] }, as(owner));
  await post('businesses/invitations/accept', { token: await mailed(member.email, 'accept-invitation') }, as(member));
  await post(`businesses/${id}/invitations`, { email: email('an invited e-mail'), rights: ['read'] }, { ...as(owner), 'idempotency-key': randomUUID() });
  return id;
}

async function answer(owner: Person, id: string, tier: number, responses: readonly object[]): Promise<void> {
  const at = `/api/v1/assessments/${id}`;
  const { headers: { etag = '' } } = await people.as(owner, 'GET', at);
  await people.as(owner, 'PUT', `${at}/responses`, { tier, responses }, { 'if-match': etag });
}

async function upload(owner: Person, id: string, content: string): Promise<string> {
  const body = uploadForm('LEG-2-01', { name: `${planted('the name of a file', word())}.txt`, content: Buffer.from(content.repeat(200)) });
  return (succeeded(await client.send({ method: 'POST', path: `/api/v1/assessments/${id}/evidence`, headers: { ...headers, ...as(owner), 'content-type': UPLOAD_TYPE }, body }), 'upload').json as { id: string }).id;
}

/** An assessment that is returned, answered anew and verified. */
async function walkAssessment(owner: Person, businessId: string, navigator: Person): Promise<void> {
  const { id } = (await post('assessments', { businessId }, as(owner))).json as { id: string };
  const { areas } = (await client.send({ method: 'GET', path: '/api/v1/assessments/catalogue' })).json as { areas: { statements: { id: string; tier: number }[] }[] };
  const reasoned = (what: string) => areas.flatMap(({ statements }) => statements.filter(({ tier }) => tier === 1).map((statement, place) => ({ statementId: statement.id, answer: 'partial', reason: place === 0 ? planted(what, `because of ${word()}`) : 'It is so.' })));
  await answer(owner, id, 1, reasoned('the reason of an answer'));
  await answer(owner, id, 1, reasoned('the reason of a changed answer'));
  const evidenceId = await upload(owner, id, planted('what a file says', `The policy is ${word()}. `));
  await post(`assessments/${id}/submit`, undefined, as(owner));
  const review = `reviews/${id}`;
  await post(`${review}/claim`, undefined, as(navigator));
  await post(`${review}/evidence/${evidenceId}/decision`, { decision: 'reject', reason: planted('the reason of a rejected file', `unsigned by ${word()}`) }, as(navigator));
  await post(`${review}/return`, { reason: planted('the reason of a return', `returned for ${word()}`) }, as(navigator));
  await post(`assessments/${id}/reopen`, undefined, as(owner));
  await answer(owner, id, 3, [{ statementId: 'LEG-3-01', answer: 'yes', reason: planted('the reason of an answer of tier 3', `we did ${word()}`) }]);
  const second = await upload(owner, id, planted('what another file says', `The other is ${word()}. `));
  await people.as(owner, 'DELETE', `/api/v1/assessments/${id}/evidence/${second}`);
  await post(`assessments/${id}/submit`, undefined, as(owner));
  await post(`${review}/claim`, undefined, as(navigator));
  await post(`${review}/statements/decision`, { statementId: 'LEG-3-01', decision: 'refused', reason: planted('the reason of a refused answer', `refused for ${word()}`) }, as(navigator));
  const open = (await people.as(owner, 'GET', `/api/v1/assessments/${id}/evidence`)).json as { items: { id: string }[] };
  for (const file of open.items) await post(`${review}/evidence/${file.id}/decision`, { decision: 'reject', reason: 'It is the same.' }, as(navigator));
  await post(`${review}/verify`, undefined, as(navigator));
}

/** A certificate, and its end. */
async function walkCertificate(owner: Person, businessId: string, admin: Person): Promise<void> {
  await storeVerified(service.mongodbUri, businessId);
  let id: string | undefined;
  await eventually(async () => {
    const { items } = (await people.as(owner, 'GET', `/api/v1/certificates?businessId=${businessId}`)).json as { items: { id: string }[] };
    id = items[0]?.id;
    return id !== undefined;
  }, 30_000);
  await post(`certificates/${id}/revoke`, { reason: planted('the reason of a revocation', `revoked for ${word()}`) }, as(admin));
}

/** Everything that somebody wrote in a mail is in `/dev/mails`; its lines with a name or a link are canaries. */
async function plantMails(): Promise<number> {
  const { items } = (await client.send({ method: 'GET', path: '/dev/mails?format=json' })).json as { items: { text: string; subject: string }[] };
  for (const { text } of items) for (const line of text.split('\n')) if (PAGE.test(line)) secret('a link in a mail', (PAGE.exec(line) as RegExpExecArray)[2] as string);
  return items.length;
}

/** Every document of every collection as its bytes, under the name of its collection. */
async function* rawDocuments(): AsyncGenerator<readonly [collection: string, bytes: Buffer]> {
  const db = database.db();
  for (const { name } of await db.listCollections().toArray()) {
    if (name.startsWith('system.')) continue;
    for await (const bytes of db.collection(name).find({}, { raw: true })) yield [name, bytes as unknown as Buffer];
  }
}

async function findings(): Promise<{ readonly found: readonly string[]; readonly collections: readonly string[]; readonly bytes: number }> {
  const found = new Set<string>();
  const collections = new Set<string>();
  let bytes = 0;
  for await (const [collection, document] of rawDocuments()) {
    collections.add(collection);
    bytes += document.length;
    for (const what of foundIn(document, canaries)) found.add(`${collection}: ${what}`);
  }
  return { found: [...found].sort(), collections: [...collections].sort(), bytes };
}

beforeAll(async () => {
  service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_FACTOR: '1000' }, demoPassword: DEMO_PASSWORD });
  client = new HttpClient(service.url);
  people = new People(client);
  database = await new mongo.MongoClient(service.mongodbUri).connect();
  const owner = await walkAccount();
  await walkSecondFactor(owner);
  const businessId = await walkFirm(owner);
  const navigator = await people.login('navigator@demo.test', DEMO_PASSWORD);
  await walkAssessment(owner, businessId, navigator);
  const admin = await people.steppedUp(await people.login('admin@demo.test', DEMO_PASSWORD));
  await walkCertificate(owner, businessId, admin);
  await post(`users/${owner.userId}/suspend`, undefined, as(admin));
  // Not before everything that follows from all this is done, and written down.
  await eventually(async () => expect([await database.db().collection('jobs').countDocuments({ everyMs: { $exists: false } }), await database.db().collection('businesses').countDocuments({ unrelayed: { $exists: true } })]).toEqual([0, 0]), 30_000);
  canaries.push(canary('the password of the demo people', DEMO_PASSWORD), canary('the e-mail of demo people', 'navigator@demo.test', 'admin@demo.test'), canary('the hash of a password', '$argon2id$'), canary('a key of the environment', Buffer.from((service.env['BLIND_INDEX_KEY'] as string), 'base64')));
  expect(await plantMails()).toBeGreaterThan(8);
}, 120_000);

afterAll(async () => {
  client.close();
  await service.stop();
  await database.db().dropDatabase();
  await database.close();
});

describe('what lies in the database', () => {
  it('shows no personal or secret value, in whatever spelling, in any collection', async () => {
    const { found, collections, bytes } = await findings();
    process.stdout.write(`${canaries.length} canaries, ${collections.length} collections, ${bytes} bytes: ${collections.join(', ')}\n`);
    expect(collections).toEqual(expect.arrayContaining(['assessments', 'audit_entries', 'businesses', 'certificates', 'file_records', 'files.chunks', 'mails', 'sessions', 'users']));
    expect(found).toEqual([]);
  });

  it('shows none that was ever written, to whoever keeps the log of operations', async () => {
    const name = database.db().databaseName;
    const found = new Set<string>();
    let operations = 0;
    for await (const bytes of database.db('local').collection('oplog.rs').find({ $or: [{ ns: { $regex: `^${name}\\.` } }, { 'o.applyOps.ns': { $regex: `^${name}\\.` } }] }, { raw: true })) {
      operations += 1;
      for (const what of foundIn(bytes as unknown as Buffer, canaries)) found.add(what);
    }
    expect(operations).toBeGreaterThan(200);
    expect([...found]).toEqual([]);
  });

  it('shows the legal name of a firm, which is on its certificates for everybody', async () => {
    canaries.push(canary('the legal name', LEGAL_NAME));
    const { found } = await findings();
    canaries.pop();
    expect(found).toContain('businesses: the legal name');
  });

  it('is searched by a search that finds', async () => {
    const value = randomBytes(9).toString('hex');
    const bytes = Buffer.from(value);
    const spellings: Record<string, unknown> = { plain: `x ${value} y`, upper: value.toUpperCase(), base64: Buffer.from(`a${value}b`).toString('base64'), shifted: Buffer.from(`ab${value}`).toString('base64url'), hex: `00${bytes.toString('hex')}`, bytes: new mongo.Binary(bytes) };
    const kept = database.db().collection<{ _id: string; value: unknown }>('control');
    for (const [_id, spelt] of Object.entries(spellings)) await kept.insertOne({ _id, value: spelt });
    for await (const document of kept.find({}, { raw: true })) expect(foundIn(document as unknown as Buffer, [canary('it', value)])).toEqual(['it']);
    await kept.drop();
  });
});

describe('what the process says', () => {
  it('shows none of them in its log', () => {
    const { stdout, stderr } = service.output();
    // Who speaks to it is in the line of each request.
    expect(foundIn(Buffer.from(stdout + stderr), canaries)).toEqual([]);
  });
});
