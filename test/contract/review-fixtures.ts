import { randomUUID } from 'node:crypto';
import type { OperationId, Role } from '@plumbline/common';
import { newAddress, type Person, succeeded } from '../fixtures/people.js';
import type { Arranged, OperationFixture } from './arranging.js';
import type { World } from './world.js';

type Firm = Arranged & { readonly as: Person; readonly params: { readonly assessmentId: string } };
/** `evidenceId` is empty where no file was asked for. */
type Review = Firm & { readonly evidenceId: string };
type With = 'a file' | 'no file';

/** One statement of tier 2 of each area in turn, so that no arrangement finds its ten places taken. */
const STATEMENTS = ['LEG', 'FIN', 'OPS', 'WRK', 'TEC', 'QUA', 'BUS', 'SUP', 'REC', 'RSK'].map((area) => `${area}-2-01`);
let uploads = 0;
const nextStatement = (): string => STATEMENTS[uploads++ % STATEMENTS.length] as string;
const BOUNDARY = 'arranged';

async function draftOf(world: World, role: Role, part: string): Promise<Firm> {
  const as = await world.person(role, part);
  return { as, params: { assessmentId: (await world.draft(as)).id } };
}

/** A file of evidence; the id that it got. */
async function upload(world: World, { as, params }: Firm): Promise<string> {
  const fields = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="statementId"\r\n\r\n${nextStatement()}\r\n`;
  const file = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="evidence.txt"\r\n\r\n${randomUUID()}\r\n--${BOUNDARY}--\r\n`;
  const headers = { authorization: `Bearer ${as.token}`, 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'x-forwarded-for': newAddress() };
  const answer = await world.client.send({ method: 'POST', path: `/api/v1/assessments/${params.assessmentId}/evidence`, headers, body: fields + file });
  return (succeeded(answer, 'upload of evidence').json as { id: string }).id;
}

async function withEvidence(world: World, role: Role): Promise<Arranged> {
  const firm = await draftOf(world, role, 'shower');
  return { ...firm, params: { ...firm.params, evidenceId: await upload(world, firm) } };
}

/** An assessment that waits for review, with an answer of tier 3; whoever reviews it. */
async function waiting(world: World, file: With = 'no file'): Promise<Review> {
  const owner = await world.person('client', 'reviewed');
  const assessmentId = await world.answeredDraft(owner);
  const path = `/api/v1/assessments/${assessmentId}`;
  const { headers } = await world.people.as(owner, 'GET', path);
  await world.people.as(owner, 'PUT', `${path}/responses`, { tier: 3, responses: [{ statementId: 'LEG-3-01', answer: 'yes' }] }, { 'if-match': headers.etag ?? '' });
  const evidenceId = file === 'a file' ? await upload(world, { as: owner, params: { assessmentId } }) : '';
  await world.people.as(owner, 'POST', `${path}/submit`);
  return { as: await world.person('navigator', 'reviewer'), params: { assessmentId }, evidenceId };
}

async function claimed(world: World, file?: With): Promise<Review> {
  const review = await waiting(world, file);
  await world.people.as(review.as, 'POST', `/api/v1/reviews/${review.params.assessmentId}/claim`);
  return review;
}

async function decided(world: World): Promise<Review> {
  const review = await claimed(world, 'a file');
  const path = `/api/v1/reviews/${review.params.assessmentId}`;
  await world.people.as(review.as, 'POST', `${path}/evidence/${review.evidenceId}/decision`, { decision: 'accept' });
  await world.people.as(review.as, 'POST', `${path}/statements/decision`, { statementId: 'LEG-3-01', decision: 'verified' });
  return review;
}

/** What is sent: whose it is, and which assessment. */
const sent = ({ as, params }: Review, rest: Partial<Arranged> = {}): Arranged => ({ as, ...rest, params: { ...params, ...rest.params } });
const ofEvidence = (review: Review, rest: Partial<Arranged> = {}): Arranged => sent(review, { ...rest, params: { evidenceId: review.evidenceId } });

/** An assessment that came back to a firm that has no other open one. */
async function returned(world: World, role: Role): Promise<Arranged> {
  const as = await world.person(role, 'returned');
  const assessmentId = await world.answeredDraft(as);
  await world.people.as(as, 'POST', `/api/v1/assessments/${assessmentId}/submit`);
  const navigator = await world.person('navigator', 'reviewer');
  await world.people.as(navigator, 'POST', `/api/v1/reviews/${assessmentId}/claim`);
  await world.people.as(navigator, 'POST', `/api/v1/reviews/${assessmentId}/return`, { reason: 'Please look at it again.' });
  return { as, params: { assessmentId } };
}

/** Evidence, history, versions of the catalogue, and reviews. */
export const REVIEW_FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'assessments.listCatalogueVersions': { arrange: async () => ({}) },
  'assessments.compareCatalogues': { arrange: async () => ({ params: { from: '1', to: '2' } }) },
  // The first version is published from the beginning, so that other arrangements go on with what they know.
  'assessments.publishCatalogue': { arrange: async (world) => ({ as: await world.admin, params: { version: '1' } }) },
  'assessments.reopen': { arrange: returned },
  'assessments.getHistory': { arrange: async (world, role) => ({ ...(await draftOf(world, role, 'first')), query: { limit: '5', statementId: 'LEG-1-01' } }) },
  'assessments.uploadEvidence': { arrange: async (world, role) => ({ ...(await draftOf(world, role, 'shower')), body: { statementId: nextStatement() }, file: { name: 'evidence.txt', content: Buffer.from(randomUUID()) } }) },
  'assessments.listEvidence': { arrange: (world, role) => draftOf(world, role, 'shower') },
  'assessments.downloadEvidence': { arrange: withEvidence },
  'assessments.deleteEvidence': { arrange: withEvidence },

  'reviews.list': { arrange: async (world) => ({ as: await world.person('navigator', 'reviewer'), query: { list: 'queue', limit: '5' } }) },
  'reviews.claim': { arrange: async (world) => sent(await waiting(world)) },
  'reviews.release': { arrange: async (world) => sent(await claimed(world)) },
  'reviews.get': { arrange: async (world) => sent(await claimed(world)) },
  'reviews.downloadEvidence': { arrange: async (world) => ofEvidence(await claimed(world, 'a file')) },
  'reviews.decideEvidence': { arrange: async (world) => ofEvidence(await claimed(world, 'a file'), { body: { decision: 'reject', reason: 'It is not signed.' } }) },
  'reviews.decideStatement': { arrange: async (world) => sent(await claimed(world), { body: { statementId: 'LEG-3-01', decision: 'verified' } }) },
  'reviews.verify': { arrange: async (world) => sent(await decided(world)) },
  'reviews.return': { arrange: async (world) => sent(await claimed(world), { body: { reason: 'Please look at it again.' } }) },
};
