import { Instant, ListOf, Nested, OneOf, PageQuery, Text, Uuid, Whole } from '@plumbline/common';
import { STATUSES, type Status } from '../domain/certificate.js';
import { TEXT_VERDICTS, type TextVerdict } from '../domain/verdict.js';

const NUMBER = { min: 23, max: 23, pattern: /^PLB-\d{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/, example: 'PLB-2026-7K3M-9XQ4-T8RH' } as const;
const NAME = { max: 200, example: 'Harbor & Pine Millwork LLC', description: 'Legal name of the firm when the certificate was issued.' } as const;
const FLOOR = { min: 0, max: 100, example: 83, description: 'The least that is verified, in percent, rounded down.' } as const;
const CATALOGUE_VERSION = { min: 1, max: 100_000, example: 1, description: 'The catalogue that was verified against.' } as const;
const SENTENCE = { max: 300, example: 'This certificate is valid until 14 March 2027.', description: 'The status in words.' } as const;
const KEY_ID = { max: 16, pattern: /^[A-Za-z0-9_-]{1,16}$/, example: 'c1', description: 'The key that signed it; see /.well-known/certificate-keys.json.' } as const;
const JWS = { max: 4096, pattern: /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, example: 'eyJhbGciOiJFZERTQSJ9.eyJudW1iZXIiOiJQTEIifQ.c2lnbmF0dXJl', description: 'The signed text: a compact JWS (RFC 7515) with EdDSA.' } as const;
const SUPERSEDED_BY = { ...NUMBER, nullable: true, example: null, description: 'Number of the certificate that took its place.' } as const;
const NEXT_CURSOR = { max: 512, nullable: true, example: null, description: '`cursor` of the next page; null on the last one.' } as const;

/** An id, or a number as people type it. */
export class CertificateReferenceParams {
  @Text({ min: 19, max: 36, pattern: /^(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[Pp][Ll][Bb]-?\d{4}(?:-?[0-9A-Za-z]{4}){3})$/, example: 'PLB-2026-7K3M-9XQ4-T8RH', description: 'The number of the certificate (in any case, hyphens left out or not), or its id.' })
  reference!: string;
}

export class CertificateListQuery extends PageQuery {
  @Uuid({ optional: true, description: 'All your businesses unless told.' }) businessId?: string;
}

/** A certificate as its firm sees it. */
export class CertificateDto {
  @Uuid() id!: string;
  @Text(NUMBER) number!: string;
  @Uuid() businessId!: string;
  @Text(NAME) businessName!: string;
  @Uuid() assessmentId!: string;
  @Whole(CATALOGUE_VERSION) catalogueVersion!: number;
  @Whole(FLOOR) verifiedFloor!: number;
  @OneOf(STATUSES) status!: Status;
  @Instant() issuedAt!: string;
  @Instant({ description: 'The first moment at which it is no longer valid.' }) expiresAt!: string;
  @Instant({ nullable: true, example: null }) revokedAt!: string | null;
  @Text({ max: 500, multiline: true, nullable: true, example: null, description: 'Why it was revoked; for the firm only. Encrypted at rest.' }) revocationReason!: string | null;
  @Text(SUPERSEDED_BY) supersededBy!: string | null;
  @Text(KEY_ID) keyId!: string;
  @Text(JWS) jws!: string;
}

export class CertificatePageDto {
  @ListOf(() => CertificateDto, { max: 100 }) items!: readonly CertificateDto[];
  @Text(NEXT_CURSOR) nextCursor!: string | null;
}

export class RevocationDto {
  @Text({ min: 10, max: 500, multiline: true, trimmed: true, example: 'The insurance policy that was shown had lapsed.', description: 'Why; told to the firm and to nobody else. Encrypted at rest.' }) reason!: string;
}

/** What anybody is told of a certificate. */
export class CertificateCheckDto {
  @OneOf(STATUSES) status!: Status;
  @Text(SENTENCE) sentence!: string;
  @Text(NUMBER) number!: string;
  @Text(NAME) businessName!: string;
  @Whole(CATALOGUE_VERSION) catalogueVersion!: number;
  @Whole(FLOOR) verifiedFloor!: number;
  @Instant() issuedAt!: string;
  @Instant({ description: 'The first moment at which it is no longer valid.' }) expiresAt!: string;
  @Instant({ nullable: true, example: null }) revokedAt!: string | null;
  @Text(SUPERSEDED_BY) supersededBy!: string | null;
  @Text(KEY_ID) keyId!: string;
  @Text(JWS) jws!: string;
}

export class CertificateTextDto {
  @Text({ max: 8192, multiline: true, example: 'eyJhbGciOiJub25lIn0.e30.AA', description: 'The signed text of a certificate, as it was handed over; blanks and line ends do not count.' }) jws!: string;
}

export class CertificateTextCheckDto {
  @OneOf(TEXT_VERDICTS) verdict!: TextVerdict;
  @Text({ ...SENTENCE, description: 'The verdict in words.' }) sentence!: string;
  @Nested(() => CertificateCheckDto, { nullable: true, description: 'What we know of the certificate; null unless we signed the text.' }) certificate!: CertificateCheckDto | null;
}

/** A public key (RFC 7517, RFC 8037). */
export class CertificateKeyDto {
  @OneOf(['OKP']) kty!: string;
  @OneOf(['Ed25519']) crv!: string;
  @Text({ min: 43, max: 43, pattern: /^[A-Za-z0-9_-]{43}$/, example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }) x!: string;
  @Text(KEY_ID) kid!: string;
  @OneOf(['EdDSA']) alg!: string;
  @OneOf(['sig']) use!: string;
}

export class CertificateKeySetDto {
  @ListOf(() => CertificateKeyDto, { min: 1, max: 64, description: 'The one that signs comes first; retired ones still verify.' }) keys!: readonly CertificateKeyDto[];
}
