// From registration through all three tiers to a certificate that anybody can check, by plain HTTP clients: a firm, a navigator, an admin
// and a stranger. Built-in modules only, no code of the application; needs the demo navigator and admin.
// Prints each step with its status and what was learnt. Exit 0 when all went as it should; else one line with what failed, exit 1.
import { aPerson, becomeKnown, confirmSecondFactor, demoPassword, enrolSecondFactor, stepUp } from './account.mjs';
import { checkPublicly, checkOffline } from './certificate.mjs';
import { collectEvidence, sha256 } from './evidence.mjs';
import { Caller, expect, percent, readOptions, run, step, told, within } from './journey.mjs';

const USAGE = 'node test/journeys/assessment.mjs URL [--password PASSWORD_OF_THE_DEMO_PEOPLE]';
const { base, values } = readOptions(USAGE, { password: { type: 'string' } });
const AFTER_AN_EVENT_MS = 15_000;

const [firm, navigator, admin, stranger] = Array.from({ length: 4 }, () => new Caller(base));
const person = aPerson('journey');

async function secureAccount() {
  const secret = await enrolSecondFactor(firm, person);
  await step('make an API key too early', 401, () => firm.call('POST', 'auth/api-keys', { body: { name: 'journey', scopes: ['assessments:read'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() } }), ({ headers }) => `${headers.get('www-authenticate')}`);
  const code = await confirmSecondFactor(firm, secret);
  await step('use the same code again', 403, () => firm.call('POST', 'auth/step-up', { body: { code } }), () => 'a code is good once');
  await stepUp(firm, secret);
  const { json: key } = await step('make an API key', 201, () => firm.call('POST', 'auth/api-keys', { body: { name: 'journey', scopes: ['assessments:read'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() } }), ({ json }) => `${json.prefix}..., for ${json.scopes.join(', ')}`);
  const program = new Caller(base);
  program.token = key.key;
  await step('read with the key', 200, () => program.call('GET', 'assessments'), ({ json: { items } }) => `${items.length} assessments`);
  await step('write with the key', 403, () => program.call('POST', 'businesses', { body: {} }), ({ json }) => json.detail);
}

async function foundFirm() {
  const profile = { legalName: 'Journey Joinery LLC', address: { line1: '1 Test Lane', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' };
  const { json } = await step('found a firm', 201, () => firm.call('POST', 'businesses', { body: profile }), ({ json: { id } }) => id);
  return json.id;
}

async function answerAll(businessId) {
  const { json: { id, catalogueVersion } } = await step('start an assessment', 201, () => firm.call('POST', 'assessments', { body: { businessId } }), ({ json }) => `${json.id}, catalogue version ${json.catalogueVersion}`);
  const { json: catalogue } = await firm.call('GET', `assessments/catalogue?version=${catalogueVersion}`);
  const statements = catalogue.areas.flatMap((area) => area.statements);
  let { etag } = await firm.call('GET', `assessments/${id}`);
  const first = etag;
  for (const tier of [1, 2, 3]) {
    const responses = statements.filter((one) => one.tier === tier).map((one) => ({ statementId: one.id, answer: 'yes' }));
    ({ etag } = await step(`answer tier ${tier}`, 200, () => firm.call('PUT', `assessments/${id}/responses`, { body: { tier, responses }, headers: { 'if-match': etag } }), (answer) => `${responses.length} statements; ETag ${answer.etag}`));
  }
  await step('save with a stale ETag', 412, () => firm.call('PUT', `assessments/${id}/responses`, { body: { tier: 1, responses: [{ statementId: statements[0].id, answer: 'no' }] }, headers: { 'if-match': first } }), () => 'nothing is overwritten unseen');
  await step('see the result', 200, () => firm.call('GET', `assessments/${id}/result`), ({ json: { total } }) => `declared ${percent(total.declared)}; verified ${percent(total.verified)}`);
  return { id, statements };
}

async function logInDemo(caller, who) {
  const body = { email: `${who}@demo.test`, password: demoPassword(values.password) };
  const { json } = await step(`the ${who} logs in`, 200, () => caller.call('POST', 'auth/login', { body }), ({ json: { user } }) => user.roles.join(', '));
  expect(json.accessToken !== undefined, `the ${who} logs in: a second factor is asked for; remove it from the demo account first.`);
  caller.token = json.accessToken;
}

/** The navigator's first look: finds the firm in the queue, checks a file, refuses one, sends it back. */
async function reviewAndReturn(id, evidence) {
  await logInDemo(navigator, 'navigator');
  await step('see the queue', 200, () => navigator.call('GET', 'reviews?limit=100'), ({ json: { items } }) => {
    expect(items.some((item) => item.assessmentId === id), 'see the queue: the assessment is not in it.');
    return `${items.length} waiting`;
  });
  await step('claim it', 200, () => navigator.call('POST', `reviews/${id}/claim`), ({ json }) => `${json.state}, held until ${json.heldUntil}`);
  const [piece] = evidence;
  await step('download a piece of evidence', 200, () => navigator.call('GET', `reviews/${id}/evidence/${piece.id}`, { headers: { accept: '*/*' } }), ({ bytes, headers }) => {
    expect(sha256(bytes) === piece.sha256, 'download: the content is not what was uploaded.');
    expect(/^attachment/.test(headers.get('content-disposition') ?? ''), 'download: it is not an attachment.');
    return `${bytes.length} bytes, sha-256 ${piece.sha256.slice(0, 16)}... as uploaded; ${headers.get('content-disposition')}`;
  });
  await step('refuse it', 200, () => navigator.call('POST', `reviews/${id}/evidence/${piece.id}/decision`, { body: { decision: 'reject', reason: 'The page is not signed.' } }), ({ json: { state } }) => state);
  await step('verify too early', 409, () => navigator.call('POST', `reviews/${id}/verify`), ({ json: { detail } }) => detail);
  await step('return it', 200, () => navigator.call('POST', `reviews/${id}/return`, { body: { reason: 'One page needs a signature.' } }), ({ json: { state } }) => state);
  return piece;
}

/** The firm reads why, replaces the file and hands in again. */
async function mend(id, piece, upload) {
  await step('see why', 200, () => firm.call('GET', `assessments/${id}/evidence`), ({ json: { items } }) => `${piece.statementId}: ${items.find((item) => item.id === piece.id).reason}`);
  await step('open it again', 200, () => firm.call('POST', `assessments/${id}/reopen`), ({ json: { state } }) => state);
  await step('upload a signed page', 201, () => upload(piece.statementId, 'signed'), ({ json: { name, state } }) => `${name}, ${state}`);
  await step('submit again', 200, () => firm.call('POST', `assessments/${id}/submit`), ({ json: { state } }) => state);
}

/** The navigator's second look: accepts every file, confirms every statement of tier 3. */
async function reviewAndVerify(id) {
  await step('claim it again', 200, () => navigator.call('POST', `reviews/${id}/claim`), ({ json: { state } }) => state);
  const { json: review } = await step('see what is open', 200, () => navigator.call('GET', `reviews/${id}`), ({ json: { openEvidence, openStatements, businessName } }) => `${businessName}: ${openEvidence.length} files, ${openStatements.length} statements`);
  for (const evidenceId of review.openEvidence) {
    const { status, json } = await navigator.call('POST', `reviews/${id}/evidence/${evidenceId}/decision`, { body: { decision: 'accept' } });
    expect(status === 200, `accept evidence: ${status} ${json?.code}`);
  }
  told(`200  accept ${review.openEvidence.length} files: each by its own decision`);
  for (const statementId of review.openStatements) {
    const { status, json } = await navigator.call('POST', `reviews/${id}/statements/decision`, { body: { statementId, decision: 'verified' } });
    expect(status === 200, `verify a statement: ${status} ${json?.code}`);
  }
  told(`200  verify ${review.openStatements.length} statements of tier 3: each by its own decision`);
  await step('verify the whole', 200, () => navigator.call('POST', `reviews/${id}/verify`), ({ json: { state } }) => state);
}

async function lookIntoTheLog(id) {
  await logInDemo(admin, 'admin');
  const expected = ['assessment.started', 'assessment.submitted', 'assessment.returned', 'assessment.reopened', 'assessment.verified'];
  const entries = await within(AFTER_AN_EVENT_MS, async () => {
    const found = await Promise.all(expected.map(async (action) => (await admin.call('GET', `audit-log?objectType=assessments&objectId=${id}&action=${action}`)).json.items));
    return found.every((items) => items.length > 0) ? found.flat() : undefined;
  });
  expect(entries !== undefined, `the audit log does not have every one of ${expected.join(', ')}.`);
  told(`200  the audit log has every transition: ${expected.map((action) => `${action.split('.')[1]} ${entries.filter((entry) => entry.action === action).length}`).join(', ')}`);
  await step('verify the audit log', 200, () => admin.call('GET', 'audit-log/verification'), ({ json }) => {
    expect(json.sound, `the audit log is damaged: ${JSON.stringify(json.findings)}`);
    return `sound: ${json.entries} entries, ${json.checkpoints} signed checkpoints`;
  });
}

async function journey() {
  await becomeKnown(firm, person);
  await secureAccount();
  const { id, statements } = await answerAll(await foundFirm());
  const { evidence, upload } = await collectEvidence(firm, id, statements.filter(({ tier }) => tier === 2));
  await step('submit', 200, () => firm.call('POST', `assessments/${id}/submit`), ({ json: { state } }) => state);
  await step('upload after that', 409, () => upload(statements.find(({ tier }) => tier === 2).id, 'late'), () => 'what was handed in stays as it is');
  await mend(id, await reviewAndReturn(id, evidence), upload);
  await reviewAndVerify(id);
  await step('see the result', 200, () => firm.call('GET', `assessments/${id}/result`), ({ json: { total } }) => {
    expect(total.verified.floor >= 70, `the verified floor is ${total.verified.floor} %, less than 70.`);
    return `verified ${percent(total.verified)}`;
  });
  const certificate = await within(AFTER_AN_EVENT_MS, async () => (await firm.call('GET', 'certificates')).json.items.find((one) => one.assessmentId === id));
  expect(certificate !== undefined, 'no certificate was issued.');
  told(`200  a certificate is there: ${certificate.number}, at least ${certificate.verifiedFloor} % verified, until ${certificate.expiresAt}`);
  await checkPublicly(stranger, certificate);
  await checkOffline(stranger, certificate);
  await lookIntoTheLog(id);
}

await run(base, journey);
