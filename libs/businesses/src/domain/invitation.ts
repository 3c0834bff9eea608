import type { MemberRight } from './members.js';

/** An open invitation, kept in its business by its id. It leaves when it is accepted, withdrawn, replaced, or found to have expired. */
export interface Invitation {
  /** Personal. */
  readonly email: string;
  readonly rights: readonly MemberRight[];
  /** SHA-256 of the token's secret: 256 bits of randomness need neither salt nor stretching. */
  readonly tokenHash: string;
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

export type Invitations = Readonly<Record<string, Invitation>>;

export const INVITATION_LIMIT = 50;
export const INVITATION_DAYS = 7;
const DAY_MS = 86_400_000;

/** Where an invitation stands, and the secret that opens it. */
export interface InvitationToken {
  readonly businessId: string;
  readonly invitationId: string;
  readonly secret: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The text of a token: where the invitation stands, and 32 random bytes in base64url. */
export const TOKEN_PATTERN = new RegExp(`^(${UUID})\\.(${UUID})\\.([A-Za-z0-9_-]{43})$`);
export const TOKEN_LENGTH = 117;

export function formatToken({ businessId, invitationId, secret }: InvitationToken): string {
  return `${businessId}.${invitationId}.${secret}`;
}

/** @returns undefined when the text is no token. */
export function parseToken(text: string): InvitationToken | undefined {
  const [, businessId, invitationId, secret] = TOKEN_PATTERN.exec(text) ?? [];
  return businessId === undefined || invitationId === undefined || secret === undefined ? undefined : { businessId, invitationId, secret };
}

export function expiryOf(now: Date): Date {
  return new Date(now.getTime() + INVITATION_DAYS * DAY_MS);
}

/** The invitations that can still be accepted, as they are shown to who manages the business. */
export function openInvitations(invitations: Invitations, now: Date): readonly [id: string, invitation: Invitation][] {
  return Object.entries(invitations).filter(([, { expiresAt }]) => expiresAt > now);
}

const spelling = (email: string): string => email.normalize('NFC').trim().toLowerCase();

/**
 * What a new invitation makes superfluous: those that have expired, and an earlier one to the same address.
 * @returns the ids to take away, and how many open ones then remain.
 */
export function superseded(invitations: Invitations, email: string, now: Date): { readonly ids: readonly string[]; readonly remaining: number } {
  const kept = openInvitations(invitations, now).filter(([, open]) => spelling(open.email) !== spelling(email));
  const keptIds = new Set(kept.map(([id]) => id));
  return { ids: Object.keys(invitations).filter((id) => !keptIds.has(id)), remaining: kept.length };
}
