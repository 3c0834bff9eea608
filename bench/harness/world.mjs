// People, their firms and assessments, written past the application: a million documents through it would take an hour.
import { createHmac, createPrivateKey, createPublicKey, randomBytes, randomUUID, sign } from 'node:crypto';

export const ISSUER = 'https://bench.plumbline.test';
export const CORS_ORIGIN = 'https://app.bench.plumbline.test';
const TOKEN_SECONDS = 7_200;
const PKCS8_FRAME = Buffer.from('302e020100300506032b657004220420', 'hex');
const DAY_MS = 86_400_000;

/** Secrets of one run. */
export function makeSecrets() {
  const key = () => randomBytes(32).toString('base64');
  return { dataKey: key(), blindKey: key(), tokenSeed: key(), cookieKey: key(), hs256: key() };
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signingKey({ tokenSeed }) {
  return createPrivateKey({ key: Buffer.concat([PKCS8_FRAME, Buffer.from(tokenSeed, 'base64')]), format: 'der', type: 'pkcs8' });
}

/** PEM */
export function publicKeyOf(secrets) {
  return createPublicKey(signingKey(secrets)).export({ format: 'pem', type: 'spki' });
}

/** The same claims twice: as the application signs them (EdDSA), and with a shared secret (HS256), which is cheaper to verify. */
function tokensOf(userId, sessionId, secrets, key) {
  const now = Math.floor(Date.now() / 1000);
  const claims = part({ sid: sessionId, client_id: 'plumbline', roles: ['client'], iss: ISSUER, aud: 'plumbline', sub: userId, jti: randomUUID(), iat: now, exp: now + TOKEN_SECONDS });
  const eddsa = `${part({ alg: 'EdDSA', typ: 'at+jwt', kid: 't1' })}.${claims}`;
  const hs256 = `${part({ alg: 'HS256', typ: 'JWT' })}.${claims}`;
  return {
    eddsa: `${eddsa}.${sign(null, Buffer.from(eddsa), key).toString('base64url')}`,
    hs256: `${hs256}.${createHmac('sha256', secrets.hs256).update(hs256).digest('base64url')}`,
  };
}

/** @param {number} count clients, each a person with a session and an address of its own */
export function makePeople(count, secrets) {
  const key = signingKey(secrets);
  return Array.from({ length: count }, (_, index) => {
    const userId = randomUUID();
    const sessionId = randomUUID();
    return { userId, sessionId, address: `203.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`, tokens: tokensOf(userId, sessionId, secrets, key) };
  });
}

function userDocument({ userId }) {
  return { _id: userId, v: 1, email: randomBytes(60).toString('base64'), name: randomBytes(40).toString('base64'), passwordHash: randomBytes(120).toString('base64'), roles: ['client'], state: 'active', createdAt: new Date(), blind: { email: randomBytes(32).toString('base64') } };
}

function sessionDocument({ userId, sessionId }) {
  const now = new Date();
  const later = new Date(now.getTime() + 30 * DAY_MS);
  return { _id: sessionId, v: 1, userId, state: 'active', tokenHash: randomBytes(32).toString('base64'), createdAt: now, lastUsedAt: now, idleEndsAt: later, endsAt: later, client: randomBytes(60).toString('base64') };
}

function businessDocument(businessId, userId) {
  const now = new Date();
  return {
    _id: businessId, v: 1, legalName: 'Bench Millwork LLC', address: { line1: '12 Wharf Street', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['321918'], unspscCodes: ['30171500'], sizeClass: 'small', employees: 12, setAsides: [],
    ownerId: userId, members: [{ userId, rights: ['manage', 'answer', 'pay', 'read'], joinedAt: now }], invitations: {}, createdAt: now,
  };
}

/** Ids of the form of a UUIDv7; `copy` and `index` in decimal digits, which are hexadecimal ones, too. */
const digits = (value, length) => String(value).padStart(length, '0');
const assessmentId = (copy, index) => `0193a1f2-${digits(copy, 4)}-7000-8000-${digits(index, 12)}`;
const businessId = (copy, index) => `0193b2f3-${digits(copy, 4)}-7000-8000-${digits(index, 12)}`;

/** Four of ten are drafts with 5 to 44 answers, the rest are handed in with all. */
function assessmentDocument(index, userId, statements) {
  const draft = index % 10 < 4;
  const answered = draft ? 5 + ((index * 7) % 40) : statements.length;
  const at = new Date(Date.now() - DAY_MS);
  const answers = Object.fromEntries(statements.slice(0, answered).map(({ id }, place) => [id, { a: ['yes', 'partial', 'yes', 'no'][place % 4], at, by: userId }]));
  const submitted = draft ? {} : { submittedAt: at };
  return { _id: assessmentId(0, index), v: 1, businessId: businessId(0, index), catalogueVersion: 1, state: draft ? 'draft' : 'submitted', answers, startedAt: at, startedBy: userId, ...submitted };
}

/** Stores people and their sessions. @param {import('mongodb').Db} db */
export async function fillPeople(db, people) {
  await db.collection('users').insertMany(people.map(userDocument));
  await db.collection('sessions').insertMany(people.map(sessionDocument));
}

/**
 * Fills a database: the people, a thousand assessments copied `copies` times, and a firm for each person whose assessment is used.
 * @param {import('mongodb').Db} db without indexes yet
 * @param {{ id: string, tier: number }[]} statements the catalogue
 * @param {number} copies 1..1000: how many thousand assessments
 * @returns {Promise<{ assessmentId: string, person: object }[]>} the drafts that are worked on, the same ones but for their ids whatever `copies` is
 */
export async function fill(db, people, statements, copies) {
  await fillPeople(db, people);
  const templates = Array.from({ length: 1_000 }, (_, index) => assessmentDocument(index, people[index % people.length].userId, statements));
  await db.collection('assessments').insertMany(templates);
  if (copies > 1) await multiply(db, copies);
  const drafts = templates.flatMap(({ state }, index) => (state === 'draft' ? [index] : []));
  const used = drafts.map((index, place) => ({ index, copy: (index * 7_919) % copies, person: people[place % people.length] }));
  await db.collection('businesses').insertMany(used.map(({ index, copy, person }) => businessDocument(businessId(copy, index), person.userId)));
  return used.map(({ index, copy, person }) => ({ assessmentId: assessmentId(copy, index), person }));
}

/** Copies within the server: nothing but the ids differs. */
async function multiply(db, copies) {
  const within = (prefix) => ({ $concat: [prefix, '-', { $substrBytes: [{ $toString: { $add: [10_000, '$copy'] } }, 1, 4] }, '-', { $substrBytes: ['$id', 14, 22] }] });
  const copy = [
    { $project: { document: '$$ROOT', id: '$_id', copy: { $range: [0, copies] } } },
    { $unwind: '$copy' },
    { $replaceWith: { $mergeObjects: ['$document', { _id: within('0193a1f2'), businessId: within('0193b2f3') }] } },
    { $out: 'assessments' },
  ];
  await db.collection('assessments').aggregate(copy, { allowDiskUse: true }).toArray();
}

/** Header lines that every client sends, through a trusted proxy. */
function headOf(method, path, { address }, token, body) {
  const length = body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: bench.plumbline.test\r\nAccept: application/json\r\nAuthorization: Bearer ${token}\r\nOrigin: ${CORS_ORIGIN}\r\nX-Forwarded-For: ${address}\r\nX-Forwarded-Proto: https\r\nUser-Agent: bench/1\r\n${length}`;
}

const ORDER = JSON.stringify({
  businessId: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90', contactEmail: 'ada.lovelace@example.org', contactName: 'Ada Lovelace', country: 'GB', currency: 'GBP', dueOn: '2026-11-30', urgent: false,
  lines: [{ sku: 'BOLT-M8', quantity: 200, unitPriceMinor: 35 }, { sku: 'NUT-M8', quantity: 200, unitPriceMinor: 12 }, { sku: 'WASHER-M8', quantity: 400, unitPriceMinor: 3 }],
});

/** @param {'eddsa' | 'hs256'} token */
export function orderRequests(people, token) {
  return people.map((person) => ({ head: headOf('POST', '/api/v1/bench/orders', person, person.tokens[token], ORDER), body: ORDER }));
}

/** @param {{ path: string, person: object, body: string }[]} writes */
export function postRequests(writes, token = 'eddsa') {
  return writes.map(({ path, person, body }) => ({ head: headOf('POST', path, person, person.tokens[token], body), body }));
}

/** @param {{ path: string, person: object }[]} reads */
export function getRequests(reads, token = 'eddsa') {
  return reads.map(({ path, person }) => ({ head: headOf('GET', path, person, person.tokens[token], ''), body: '' }));
}

export function readRequests(drafts, token) {
  return getRequests(drafts.map(({ assessmentId: id, person }) => ({ path: `/api/v1/assessments/${id}`, person })), token);
}

/** Answers to the first five statements of tier 1, in the version that the database has now. */
export async function writeRequests(db, drafts, token, statements) {
  const versions = new Map((await db.collection('assessments').find({ _id: { $in: drafts.map(({ assessmentId: id }) => id) } }, { projection: { v: 1 } }).toArray()).map(({ _id, v }) => [_id, v]));
  const rows = statements.filter(({ tier }) => tier === 1).slice(0, 5);
  const body = JSON.stringify({ tier: 1, responses: rows.map(({ id }, place) => ({ statementId: id, answer: ['yes', 'partial', 'no'][place % 3] })) });
  return drafts.map(({ assessmentId: id, person }) => ({ head: headOf('PUT', `/api/v1/assessments/${id}/responses`, person, person.tokens[token], body), body, version: versions.get(id) }));
}
