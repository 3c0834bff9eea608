import { type Member, type MemberRight, rightsOf } from './members.js';

/** An open invitation, kept in its business by its id. It leaves when it is accepted, withdrawn, replaced, or found to have expired. */
export interface Invitation {
  /** Personal. */
  readonly email: string;
  readonly rights: readonly MemberRight[];
  /** SHA-256 of the token's secret: 256 bits that nobody can guess need neither salt nor stretching. */
  readonly tokenHash: string;
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

export type Invitations = Readonly<Record<string, Invitation>>;

/** Of a business: who belongs to it and who is asked to. */
export interface Invited {
  readonly members: readonly Member[];
  readonly invitations: Invitations;
}

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

/** The text of a token: where the invitation stands, and 32 bytes in base64url that only the server can work out. */
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

/** What who gives an invitation must hold, then and when it is accepted. */
export function rightsToGive({ rights }: Pick<Invitation, 'rights'>): readonly MemberRight[] {
  return [...new Set<MemberRight>(['manage', ...rights])];
}

/** The invitations that can still be accepted: not expired, and given by somebody who could still give them. */
export function openInvitations({ members, invitations }: Invited, now: Date): readonly [id: string, invitation: Invitation][] {
  return Object.entries(invitations).filter(([, one]) => {
    const held = rightsOf(members, one.invitedBy);
    return one.expiresAt > now && rightsToGive(one).every((right) => held.includes(right));
  });
}

/**
 * What a new invitation makes superfluous: those that can no longer be accepted, and an earlier one to the same address.
 * @param normalise brings the spellings of an e-mail address to one.
 * @returns the ids to take away, and how many open ones then remain.
 */
export function superseded(business: Invited, email: string, normalise: (email: string) => string, now: Date): { readonly ids: readonly string[]; readonly remaining: number } {
  const kept = openInvitations(business, now).filter(([, open]) => normalise(open.email) !== normalise(email));
  const keptIds = new Set(kept.map(([id]) => id));
  return { ids: Object.keys(business.invitations).filter((id) => !keptIds.has(id)), remaining: kept.length };
}
