import { randomUUID } from 'node:crypto';
import type { OperationId, Role } from '@plumbline/common';
import { mongo } from 'mongoose';
import type { Person } from '../fixtures/people.js';
import { AFTER_SALE_FIXTURES } from './after-sale-fixtures.js';
import { type Arranged, asAdmin, etagOf, nothing, type OperationFixture } from './arranging.js';
import { IDENTITY_FIXTURES } from './identity-fixtures.js';
import { MARKETPLACE_FIXTURES } from './marketplace-fixtures.js';
import { PAYMENT_FIXTURES } from './payment-fixtures.js';
import { REVIEW_FIXTURES } from './review-fixtures.js';
import { WEBHOOK_FIXTURES } from './webhook-fixtures.js';
import { newBusiness, type World } from './world.js';

async function inBusiness(world: World, role: Role): Promise<Arranged & { readonly as: Person; readonly params: { readonly businessId: string } }> {
  const as = await world.person(role);
  return { as, params: { businessId: await world.businessOf(as) } };
}

async function inAssessment(world: World, role: Role): Promise<Arranged> {
  const as = await world.person(role);
  return { as, params: { assessmentId: (await world.draft(as)).id } };
}

/** A certificate as anybody asks for it. */
async function certified(world: World): Promise<Arranged> {
  return { params: { reference: (await world.certificate(await world.person('client'))).number } };
}

/** A job that was tried in vain, of a sort that may be run at any time. */
async function deadJob({ service }: World): Promise<string> {
  const client = await mongo.MongoClient.connect(service.mongodbUri);
  const id = randomUUID();
  const now = new Date();
  await client.db().collection<{ _id: string }>('jobs').insertOne({ _id: id, v: 1, name: 'files.sweep', data: {}, enqueuedAt: now, attempts: 10, diedAt: now, lastFailure: { at: now, reason: 'The disk was full.' } } as { _id: string });
  await client.close();
  return id;
}

/** One entry for each operation of the document; an operation without one fails the suite. */
export const FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'home.page': { arrange: nothing },
  'health.live': { arrange: nothing },
  'health.ready': { arrange: nothing },
  'health.version': { arrange: nothing },
  'docs.openapi': { arrange: nothing },
  'problems.list': { arrange: nothing },
  'problems.page': { arrange: async () => ({ params: { slug: 'validation-failed' } }) },

  ...IDENTITY_FIXTURES,

  'businesses.create': { arrange: async (world, role) => ({ as: await world.person(role, 'founder'), body: newBusiness() }) },
  'businesses.list': { arrange: async (world, role) => ({ as: (await inBusiness(world, role)).as, query: { limit: '1' } }) },
  'businesses.get': { arrange: inBusiness },
  'businesses.update': {
    arrange: async (world, role) => {
      const { as, params } = await inBusiness(world, role);
      return { as, params, headers: await etagOf(world, as, `/api/v1/businesses/${params.businessId}`), body: { employees: 14, website: null } };
    },
  },
  'businesses.listMembers': { arrange: inBusiness },
  'businesses.inviteMember': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      return { as, params: { businessId: await world.businessOf(as) }, body: { email: 'invited@example.org', rights: ['read'] } };
    },
  },
  'businesses.withdrawInvitation': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      const { id } = await world.invitation(as, 'withdrawn@example.org');
      return { as, params: { businessId: await world.businessOf(as), invitationId: id } };
    },
  },
  'businesses.invitationPage': { arrange: async () => ({ query: { token: `${randomUUID()}.${randomUUID()}.${'A'.repeat(43)}` } }) },
  'businesses.acceptInvitation': {
    owned: true,
    arrange: async (world, role) => {
      const [as, host] = await Promise.all([world.person(role, 'invited'), world.person('client', 'host')]);
      await world.dismiss(host, as.userId);
      return { as, body: { token: (await world.invitation(host, as.email)).token } };
    },
  },
  'businesses.changeMember': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      const businessId = await world.businessOf(as);
      const { userId } = await world.member(as, 'read', 'changed');
      return { as, params: { businessId, userId }, headers: await etagOf(world, as, `/api/v1/businesses/${businessId}/members`), body: { rights: ['read'] } };
    },
  },
  'businesses.removeMember': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'host');
      const { userId } = await world.member(as, 'read', 'removed');
      return { as, params: { businessId: await world.businessOf(as), userId } };
    },
  },

  'assessments.getCatalogue': { arrange: async () => ({ query: { version: '1' } }), ids: { query: 'version' } },
  'assessments.getArea': { arrange: async () => ({ params: { areaId: 'legal-compliance' }, query: { version: '1' } }) },
  'assessments.start': {
    ids: { body: 'businessId' },
    arrange: async (world, role) => {
      const as = await world.person(role, 'starter');
      await world.closeDraft(as);
      return { as, body: { businessId: await world.businessOf(as) } };
    },
  },
  'assessments.list': {
    ids: { query: 'businessId' },
    arrange: async (world, role) => {
      const { as, params } = await inBusiness(world, role);
      return { as, query: { businessId: params.businessId, limit: '5' } };
    },
  },
  'assessments.get': { arrange: inAssessment },
  'assessments.putResponses': {
    arrange: async (world, role) => {
      const as = await world.person(role);
      const { id, etag } = await world.draft(as);
      return { as, params: { assessmentId: id }, headers: { 'if-match': etag }, body: { tier: 1, responses: [{ statementId: 'LEG-1-01', answer: 'partial', reason: 'Renewal is under way.' }, { statementId: 'LEG-1-02', answer: 'yes' }] } };
    },
  },
  'assessments.submit': {
    arrange: async (world, role) => {
      const as = await world.person(role, 'submitter');
      return { as, params: { assessmentId: await world.answeredDraft(as) } };
    },
  },
  'assessments.getResult': { arrange: inAssessment },
  'assessments.getGaps': { arrange: async (world, role) => ({ ...(await inAssessment(world, role)), query: { limit: '5', tier: '1' } }) },
  ...REVIEW_FIXTURES,

  'certificates.list': {
    ids: { query: 'businessId' },
    arrange: async (world, role) => {
      const { as, params } = await inBusiness(world, role);
      return { as, query: { businessId: params.businessId, limit: '5' } };
    },
  },
  'certificates.get': {
    arrange: async (world, role) => {
      const as = await world.person(role);
      return { as, params: { certificateId: (await world.certificate(as)).id } };
    },
  },
  'certificates.revoke': {
    arrange: async (world) => {
      const { id } = await world.newCertificate(await world.person('client', 'revoked'));
      return { as: await world.people.steppedUp(await world.admin), params: { certificateId: id }, body: { reason: 'It was issued by mistake.' } };
    },
  },
  'certificates.check': { arrange: certified },
  'certificates.qrCode': { arrange: certified },
  'certificates.page': { arrange: certified },
  'certificates.checkText': { arrange: async (world) => ({ body: { jws: (await world.certificate(await world.person('client'))).jws } }) },
  'certificates.keys': { arrange: nothing },

  ...MARKETPLACE_FIXTURES,
  ...PAYMENT_FIXTURES,
  ...AFTER_SALE_FIXTURES,
  ...WEBHOOK_FIXTURES,

  'auditLog.search': { arrange: async (world) => ({ as: await world.admin, query: { objectType: 'users', limit: '2' } }) },
  'auditLog.verify': { arrange: asAdmin },
  'auditLog.export': { arrange: asAdmin },
  'auditLog.keys': { arrange: nothing },

  'operations.listDeadJobs': { arrange: async (world) => ({ as: await world.admin, query: { limit: '1' } }) },
  'operations.rerunDeadJob': { arrange: async (world) => ({ as: await world.admin, params: { jobId: await deadJob(world) } }) },
  'operations.getLogLevel': { arrange: asAdmin },
  'operations.setLogLevel': { arrange: async (world) => ({ as: await world.admin, body: { level: 'info' } }) },
};
