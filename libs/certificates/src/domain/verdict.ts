import { type Certificate, type Status, STATUSES, statusOf } from './certificate.js';
import { longDate } from './long-date.js';

/** What can be wrong with a text, apart from the certificate that it is of. */
export const TEXT_FAULTS = ['unreadable', 'wrong_algorithm', 'not_a_certificate', 'unknown_key', 'changed', 'not_ours'] as const;
export type TextFault = (typeof TEXT_FAULTS)[number];

/** The verdict on a text that somebody presents. */
export const TEXT_VERDICTS = [...STATUSES, ...TEXT_FAULTS] as const;
export type TextVerdict = (typeof TEXT_VERDICTS)[number];

export const FAULT_SENTENCES: Readonly<Record<TextFault, string>> = {
  unreadable: 'This is not the whole text of a certificate: a part is missing, or it was changed beyond reading.',
  wrong_algorithm: 'The text names a signature algorithm that we never use (we sign with EdDSA), so it proves nothing.',
  not_a_certificate: 'The text was not signed as a certificate; it was made for another purpose.',
  unknown_key: 'The text names a key that is not ours, so it was not signed by us.',
  changed: 'The signature does not fit the text: it was changed after it was signed, or somebody else signed it.',
  not_ours: 'The signature is right, but no such certificate was issued here.',
};

/** One sentence that says what a certificate is worth now. */
export function sentenceOf(certificate: Pick<Certificate, 'state' | 'issuedAt' | 'expiresAt' | 'revokedAt' | 'supersededBy'>, status: Status): string {
  const { issuedAt, expiresAt, revokedAt, supersededBy } = certificate;
  const sentences: Readonly<Record<Status, string>> = {
    valid: `This certificate is valid until ${longDate(expiresAt)}.`,
    not_yet_valid: `This certificate is not valid before ${longDate(issuedAt)}.`,
    expired: `This certificate expired on ${longDate(expiresAt)}.`,
    superseded: `This certificate was replaced by ${supersededBy ?? 'a newer one'}.`,
    revoked: `This certificate was revoked${revokedAt === undefined ? '' : ` on ${longDate(revokedAt)}`} and must not be relied on.`,
  };
  return sentences[status];
}

/** Status and sentence of a certificate at a moment. */
export function verdictOn(certificate: Certificate, now: Date): { readonly status: Status; readonly sentence: string } {
  const status = statusOf(certificate, now);
  return { status, sentence: sentenceOf(certificate, status) };
}
