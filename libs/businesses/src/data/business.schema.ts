import { defineSchema, defineSubdocument, type Stored } from '@plumbline/database';
import type { BusinessProfile } from '../domain/business.js';
import type { Invitations } from '../domain/invitation.js';
import type { Member } from '../domain/members.js';

/**
 * A business with its members and open invitations: what must hold between them (one owner, at most so many, an invitation taken
 * once) is then one conditional write to one document. Shard key, once there are shards: `_id`.
 */
export interface BusinessDocument extends Stored, BusinessProfile {
  readonly ownerId: string;
  /** When the legal name last became another; missing while it is the one that the business was founded with. */
  readonly renamedAt?: Date;
  readonly members: readonly Member[];
  readonly invitations: Invitations;
  readonly createdAt: Date;
}

const REQUIRED = { type: String, required: true } as const;

export const BUSINESS_SCHEMA = defineSchema<BusinessDocument>({
  legalName: REQUIRED,
  tradeName: String,
  contactEmail: { type: String, protect: 'personal' },
  contactPhone: { type: String, protect: 'personal' },
  // A sole trader's is a home. It is written and read whole, so it is encrypted whole; its shape is held by the DTO and the type.
  address: { type: 'Mixed', required: true, protect: 'personal' },
  website: String,
  uei: String,
  cageCode: String,
  naicsCodes: [String],
  unspscCodes: [String],
  sizeClass: REQUIRED,
  employees: Number,
  foundedOn: String,
  setAsides: [String],
  ownerId: REQUIRED,
  renamedAt: Date,
  members: [defineSubdocument({ userId: REQUIRED, rights: [String], joinedAt: { type: Date, required: true } })],
  invitations: {
    type: Map,
    of: defineSubdocument({ email: { type: String, required: true, protect: 'personal' }, rights: [String], tokenHash: REQUIRED, invitedBy: REQUIRED, expiresAt: { type: Date, required: true } }),
  },
  createdAt: { type: Date, required: true },
});
