import { Injectable } from '@nestjs/common';
import { KEPT, type MadeAnswer, ResponseCache, SharedRedis } from '@plumbline/common';
import { Clock, Config } from '@plumbline/config';
import { Database } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CERTIFICATES } from '../data/indexes.js';
import { type Certificate, nextChange, statusOf } from '../domain/certificate.js';
import { pageUrl } from '../domain/claims.js';
import { CheckCertificate, type Reference } from '../use-cases/check-certificate.js';
import { checkDto } from './check-dto.js';
import { certificatePage, PAGE_POLICY } from './page/certificate-page.js';
import { qrCode } from './qr-code.js';

/** What is answered of a certificate to anybody. */
export type AnswerKind = 'check' | 'page' | 'qr';
const KINDS: readonly AnswerKind[] = ['check', 'page', 'qr'];

/** Answers that are kept; a page takes about 15 KB. */
const CAPACITY = 1_000;

const keyOf = (kind: AnswerKind, reference: Reference): string => `${kind}:${'id' in reference ? reference.id : reference.number}`;

type Form = Pick<MadeAnswer, 'text' | 'mediaType' | 'cacheControl' | 'headers' | 'until'>;

/** The public answers of certificates, kept until something becomes of the certificate. */
@Injectable()
export class CertificateAnswers {
  readonly #cache: ResponseCache;
  readonly #publicUrl: string;

  constructor(
    database: Database,
    redis: SharedRedis,
    config: Config,
    private readonly check: CheckCertificate,
    private readonly clock: Clock,
  ) {
    this.#cache = new ResponseCache(database, redis, { name: CERTIFICATES, collection: CERTIFICATES, capacity: CAPACITY });
    this.#publicUrl = config.get('PUBLIC_URL');
  }

  /**
   * Answers the request; the handler takes `@Res()`.
   * @param text an id or a number.
   * @throws Problem NOT_FOUND
   */
  async send(kind: AnswerKind, text: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const reference = this.check.referenceOf(text);
    if (reference === undefined) throw new Problem(PROBLEMS.NOT_FOUND, { detail: 'This number was mistyped: its symbols do not fit together.' });
    const answer = await this.#cache.get(keyOf(kind, reference), () => this.#make(kind, reference));
    if (answer === undefined) throw new Problem(PROBLEMS.NOT_FOUND, { detail: 'No such certificate was issued here.' });
    answer.send(request, reply);
  }

  /** Drops what was answered of a certificate that was just changed here. @param version the one that the change made. */
  forget({ id, number }: Pick<Certificate, 'id' | 'number'>, version: number): void {
    this.#cache.forget(id, version, KINDS.flatMap((kind) => [keyOf(kind, { id }), keyOf(kind, { number })]));
  }

  async #make(kind: AnswerKind, reference: Reference): Promise<MadeAnswer | undefined> {
    const found = await this.check.find(reference);
    return found === undefined ? undefined : { ...this.#form(kind, found.certificate), documentId: found.certificate.id, version: found.version };
  }

  #form(kind: AnswerKind, certificate: Certificate): Form {
    const url = pageUrl(this.#publicUrl, certificate.number);
    if (kind === 'qr') return { text: qrCode(url), mediaType: 'image/svg+xml', cacheControl: KEPT.forAnHour };
    const now = this.clock.now();
    const until = nextChange(certificate, statusOf(certificate, now));
    if (kind === 'check') return { text: JSON.stringify(checkDto(certificate, now)), cacheControl: KEPT.forAMinute, until };
    return { text: certificatePage(certificate, now, this.#publicUrl), mediaType: 'text/html; charset=utf-8', cacheControl: KEPT.forAMinute, headers: { 'content-security-policy': PAGE_POLICY }, until };
  }
}
