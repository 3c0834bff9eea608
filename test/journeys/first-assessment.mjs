// A firm's first assessment, from registration to gaps, by a plain HTTP client: built-in fetch and no code of the application.
// Prints each step with its status and what was learnt. Exit 0 when all went as it should; else one line with what failed, exit 1.
import { randomBytes } from 'node:crypto';
import { Caller, expect, percent, requireAddress, run, step } from './journey.mjs';

const base = requireAddress(process.argv[2], 'node test/journeys/first-assessment.mjs URL');
const client = new Caller(base);
const call = client.call.bind(client);
const person = { email: `journey-${randomBytes(6).toString('hex')}@example.org`, password: randomBytes(18).toString('base64url') };
/** What the client keeps between steps. */
const kept = { cookie: '' };

/** The answers of a firm that has done most of its homework. */
function answersTo(statements) {
  return statements.map(({ id, critical }, place) => {
    if (critical) return { statementId: id, answer: 'yes' };
    if (place % 7 === 3) return { statementId: id, answer: 'not_applicable', reason: 'We have no employees besides the owners.' };
    return { statementId: id, answer: ['yes', 'partial', 'yes', 'no'][place % 4] };
  });
}

/** The rows of a submission as a form has them. */
function fill(form, tier, responses) {
  form.append('tier', String(tier));
  responses.forEach((response, row) => Object.entries(response).forEach(([name, value]) => form.append(`responses[${row}][${name}]`, value)));
  return form;
}

async function logIn() {
  await step('register', 202, () => call('POST', 'auth/register', { body: { ...person, name: 'Journey Tester', accountType: 'client' } }), () => `${person.email}; the answer would be the same for an address that has an account`);
  await step('log in at once', 401, () => call('POST', 'auth/login', { body: person }), () => 'the same as for a wrong password: nobody logs in before the address is confirmed');
  const token = await client.linkInMail(person.email);
  await step('confirm the address', 200, () => call('POST', 'auth/verify-email', { body: { token } }), ({ json: { detail } }) => `${detail} The token came by mail`);
  await step('confirm it again', 410, () => call('POST', 'auth/verify-email', { body: { token } }), () => 'a link is good once');
  const { json, headers } = await step('log in', 200, () => call('POST', 'auth/login', { body: person }), ({ json: { expiresIn } }) => `an access token for ${expiresIn} s, a refresh cookie`);
  client.token = json.accessToken;
  const cookie = headers.getSetCookie().find((one) => one.startsWith('plumbline_refresh='));
  expect(cookie !== undefined && /HttpOnly/i.test(cookie) && /SameSite=Strict/i.test(cookie), 'log in: the refresh cookie is missing or not HttpOnly and SameSite=Strict.');
  kept.cookie = cookie.split(';')[0];
}

async function foundBusiness() {
  const profile = { legalName: 'Journey Joinery LLC', address: { line1: '1 Test Lane', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' };
  const { json } = await step('found a business', 201, () => call('POST', 'businesses', { body: profile }), ({ json: { id, rights } }) => `${id}, with the rights ${rights.join(', ')}`);
  return json.id;
}

async function readCatalogue() {
  const { json, etag } = await step('read the catalogue', 200, () => call('GET', 'assessments/catalogue'), ({ json: { version, areas } }) => `version ${version}, ${areas.flatMap((area) => area.statements).length} statements in ${areas.length} areas`);
  await step('read it again', 304, () => call('GET', 'assessments/catalogue', { headers: { 'if-none-match': etag } }), () => 'unchanged, no body');
  return json.areas.flatMap((area) => area.statements);
}

async function answer(assessmentId, statements, first) {
  const path = `assessments/${assessmentId}/responses`;
  const told = ({ json: { progress }, etag }) => `${progress.map(({ tier, answered, statements: all }) => `tier ${tier}: ${answered}/${all}`).join(', ')}; ETag ${etag}`;
  const rows = (tier) => answersTo(statements.filter((statement) => statement.tier === tier));
  const put = (etag, body) => () => call('PUT', path, { body, headers: { 'if-match': etag } });
  const one = await step('answer tier 1 as JSON', 200, put(first, { tier: 1, responses: rows(1) }), told);
  const two = await step('answer tier 2 as a form', 200, put(one.etag, fill(new URLSearchParams(), 2, rows(2))), told);
  const three = await step('answer tier 3 as multipart', 200, put(two.etag, fill(new FormData(), 3, rows(3))), told);
  expect(three.json.answers.length === statements.length, `answer: ${three.json.answers.length} of ${statements.length} answers were kept.`);
  await step('answer with an old ETag', 412, put(two.etag, { tier: 1, responses: rows(1) }), () => 'nothing is overwritten unseen');
  await step('answer without an ETag', 428, () => call('PUT', path, { body: { tier: 1, responses: rows(1) } }), () => 'the client must say what it has read');
  const critical = statements.find((statement) => statement.critical);
  const wrong = [{ statementId: critical.id, answer: 'not_applicable', reason: 'We would rather not.' }, { statementId: 'XXX-1-01', answer: 'yes' }];
  await step('answer wrongly', 400, put(three.etag, { tier: critical.tier, responses: wrong }), ({ json: { errors } }) => errors.map(({ pointer, code }) => `${pointer} ${code}`).join(', '));
}

async function seeOutcome(assessmentId) {
  await step('see the result', 200, () => call('GET', `assessments/${assessmentId}/result`), ({ json: { total, areas } }) => {
    expect(total.declared.coverage === 100 && total.declared.floor === total.declared.ceiling, 'result: everything is answered, and yet floor and ceiling differ.');
    const weakest = areas.toSorted((a, b) => a.declared.floor - b.declared.floor)[0];
    return `declared ${percent(total.declared)}; verified ${percent(total.verified)}; weakest area ${weakest.area} (${weakest.declared.floor} %)`;
  });
  const gaps = [];
  let cursor = '';
  do {
    const { json } = await step(`see the gaps${cursor === '' ? '' : ', next page'}`, 200, () => call('GET', `assessments/${assessmentId}/gaps?limit=25${cursor}`), ({ json: { items } }) => `${items.length}, first ${items[0]?.id}: ${items[0]?.remediation.text.split('. ')[0]}. (${items[0]?.remediation.effort})`);
    gaps.push(...json.items);
    cursor = json.nextCursor === null ? '' : `&cursor=${json.nextCursor}`;
  } while (cursor !== '');
  expect(gaps.length > 0 && new Set(gaps.map(({ id }) => id)).size === gaps.length, 'gaps: a gap is missing or there twice.');
}

async function leave() {
  await step('log out', 204, () => call('POST', 'auth/logout', { headers: { cookie: kept.cookie, 'x-plumbline-csrf': '1' } }), () => 'the session is over');
  await step('use the token after that', 401, () => call('GET', 'businesses'), () => 'it is not good any more');
}

async function journey() {
  await logIn();
  const businessId = await foundBusiness();
  const statements = await readCatalogue();
  const started = await step('start an assessment', 201, () => call('POST', 'assessments', { body: { businessId } }), ({ json: { id, state } }) => `${id}, ${state}`);
  const { id } = started.json;
  await step('start another', 409, () => call('POST', 'assessments', { body: { businessId } }), ({ json: { assessmentId } }) => `the open one is ${assessmentId}`);
  await step('submit too early', 409, () => call('POST', `assessments/${id}/submit`), ({ json: { openCount } }) => `${openCount} statements of tier 1 are open`);
  const { etag } = await step('read it', 200, () => call('GET', `assessments/${id}`), ({ json, etag: tag }) => `${json.answers.length} answers, ETag ${tag}`);
  await answer(id, statements, etag);
  await step('submit', 200, () => call('POST', `assessments/${id}/submit`), ({ json: { state, submittedAt } }) => `${state} at ${submittedAt}`);
  await seeOutcome(id);
  await leave();
}

await run(base, journey);
