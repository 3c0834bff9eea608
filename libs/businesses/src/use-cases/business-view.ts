import type { Found } from '@plumbline/database';
import type { BusinessDocument } from '../data/business.schema.js';
import type { BusinessProfile } from '../domain/business.js';
import { type MemberRight, rightsOf } from '../domain/members.js';

const PROFILE_FIELDS = ['legalName', 'tradeName', 'contactEmail', 'contactPhone', 'address', 'website', 'uei', 'cageCode', 'naicsCodes', 'unspscCodes', 'sizeClass', 'employees', 'foundedOn', 'setAsides'] as const satisfies readonly (keyof BusinessProfile)[];

/** What is read to show a business. */
export const VIEW_FIELDS = ['v', ...PROFILE_FIELDS, 'ownerId', 'members', 'createdAt'] as const;

/** A business as one of its members sees it. */
export interface BusinessView extends BusinessProfile {
  readonly id: string;
  readonly version: number;
  readonly ownerId: string;
  /** The rights of the one who asked. */
  readonly rights: readonly MemberRight[];
  readonly createdAt: string;
}

/** @param userId the one who asked. */
export function viewOf({ _id, v, members, createdAt, ...profile }: Found<BusinessDocument, (typeof VIEW_FIELDS)[number]>, userId: string): BusinessView {
  return { id: _id, version: v, ...profile, rights: rightsOf(members, userId), createdAt: createdAt.toISOString() };
}
