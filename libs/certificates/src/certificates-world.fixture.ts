import { randomUUID } from 'node:crypto';
import { BusinessesModule, CreateDemoBusiness, DEMO_BUSINESS_ID, Memberships } from '@plumbline/businesses';
import type { Config } from '@plumbline/config';
import type { RelayedEvent } from '@plumbline/jobs';
import fastify from 'fastify';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms } from '../../../test/fixtures/firms.js';
import { CertificatesModule } from './certificates.module.js';
import { type AnswerKind, CertificateAnswers } from './http/certificate-answers.js';
import { TellFirm } from './jobs/tell-firm.js';
import { IssueOnVerification } from './jobs/issue-on-verification.js';
import { VERIFIED } from './jobs/verified-assessment.js';

/** A certificate as it is stored. */
export interface RawCertificate {
  readonly _id: string;
  readonly v: number;
  readonly number: string;
  readonly state: string;
  readonly jws: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly outbox: readonly { seq: number; type: string; data: Record<string, unknown>; at: Date; actor: string }[];
  readonly [member: string]: unknown;
}

/** One process with the module under test and the demo firm. */
export interface CertificatesWorld {
  readonly firms: Firms;
  /** The event of a verification, with what a test says of it. */
  verification(change?: { readonly assessmentId?: string; readonly at?: Date; readonly data?: Record<string, string | number | boolean | Date> }): RelayedEvent;
  /** Issues the certificate of a new assessment. */
  issue(at?: Date): Promise<RawCertificate>;
  raw(id: string): Promise<RawCertificate>;
  all(): Promise<readonly RawCertificate[]>;
  /** Hands every event that is in an outbox of a certificate to who writes the letters, as the relay would. */
  tellAll(): Promise<void>;
  /** What a public answer puts on the wire. */
  answer(kind: AnswerKind, reference: string, headers?: Record<string, string>): Promise<{ status: number; body: string; headers: Record<string, unknown> }>;
}

/** @param config of another such process, to join its database. */
export async function openCertificates(config?: Config): Promise<CertificatesWorld> {
  const firms = await openFirms([BusinessesModule, CertificatesModule], config);
  await firms.get(CreateDemoBusiness).execute(firms.as('client').userId, firms.as('provider').userId);
  await eventually(() => firms.get(Memberships).isLive);
  const collection = () => firms.database.db.collection<RawCertificate>('certificates');
  const raw = async (id: string): Promise<RawCertificate> => (await collection().findOne({ _id: id })) as RawCertificate;
  const verification: CertificatesWorld['verification'] = ({ assessmentId = randomUUID(), at = new Date(), data } = {}) => ({
    id: `assessments:${assessmentId}:7:0`, type: VERIFIED, at, actor: 'a navigator', collection: 'assessments', objectId: assessmentId, seq: 7,
    data: { businessId: DEMO_BUSINESS_ID, catalogueVersion: 1, verifiedFloor: 0.8342, declaredFloor: 0.9, criticalFailed: 0, eligible: true, ...data },
  });
  const server = fastify();
  server.get<{ Params: { kind: AnswerKind; reference: string } }>('/:kind/:reference', (request, reply) => firms.get(CertificateAnswers).send(request.params.kind, request.params.reference, request, reply));
  return {
    firms, verification, raw,
    issue: async (at) => {
      const event = verification(at === undefined ? {} : { at });
      await firms.get(IssueOnVerification).handle(event);
      return (await collection().findOne({ assessmentId: event.objectId })) as RawCertificate;
    },
    all: () => collection().find().sort({ issuedAt: 1 }).toArray(),
    tellAll: async () => {
      for (const { _id, outbox } of await collection().find().toArray()) {
        for (const event of outbox) await firms.get(TellFirm).handle({ ...event, id: `certificates:${_id}:${event.seq}:0`, collection: 'certificates', objectId: _id } as RelayedEvent);
      }
    },
    answer: async (kind, reference, headers = {}) => {
      const { statusCode, body, headers: sent } = await server.inject({ url: `/${kind}/${reference}`, headers });
      return { status: statusCode, body, headers: sent };
    },
  };
}
