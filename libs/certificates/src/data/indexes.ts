import { type IndexDefinition, unrelayedIndex } from '@plumbline/database';

export const CERTIFICATES = 'certificates';

/** Indexes of the collection `certificates`; migration 0012 makes them. */
export const CERTIFICATE_INDEXES: readonly IndexDefinition[] = [
  { collection: CERTIFICATES, name: 'certificates_business', keys: { businessId: 1, _id: -1 }, serves: 'the certificates of a firm, newest first' },
  { collection: CERTIFICATES, name: 'certificates_assessment', keys: { assessmentId: 1 }, options: { unique: true }, serves: 'an assessment earns one certificate, however often its verification is told' },
  { collection: CERTIFICATES, name: 'certificates_number', keys: { number: 1 }, options: { unique: true }, serves: 'the check of a certificate by its number' },
  { collection: CERTIFICATES, name: 'certificates_expiry', keys: { state: 1, expiresAt: 1, remindedDays: 1 }, serves: 'the valid certificates that end soon or have ended' },
  unrelayedIndex(CERTIFICATES),
];
