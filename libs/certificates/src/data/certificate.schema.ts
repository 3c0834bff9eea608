import { defineSchema, type Stored } from '@plumbline/database';
import type { Certificate } from '../domain/certificate.js';

/** A certificate; what is public of it stands in the signed text, too. Shard key, once there are shards: `_id`. */
export interface CertificateDocument extends Stored, Omit<Certificate, 'id'> {
  readonly supersededAt?: Date;
  readonly expiredAt?: Date;
  readonly revokedBy?: string;
  /** Personal: what an admin wrote. */
  readonly revocationReason?: string;
  /** Days of the last reminder before its end. */
  readonly remindedDays?: number;
}

const REQUIRED = { type: String, required: true } as const;
const REQUIRED_NUMBER = { type: Number, required: true } as const;
const REQUIRED_DATE = { type: Date, required: true } as const;

export const CERTIFICATE_SCHEMA = defineSchema<CertificateDocument>({
  number: REQUIRED,
  businessId: REQUIRED,
  businessName: REQUIRED,
  assessmentId: REQUIRED,
  catalogueVersion: REQUIRED_NUMBER,
  verifiedFloor: REQUIRED_NUMBER,
  issuedAt: REQUIRED_DATE,
  expiresAt: REQUIRED_DATE,
  keyId: REQUIRED,
  jws: REQUIRED,
  state: REQUIRED,
  supersededAt: Date,
  supersededBy: String,
  expiredAt: Date,
  revokedAt: Date,
  revokedBy: String,
  revocationReason: { type: String, protect: 'personal' },
  remindedDays: Number,
});
