import { createHash } from 'node:crypto';
import type { MemberRight } from './members.js';

/** An open invitation. It leaves the business when it is accepted, withdrawn, replaced or found to have expired. */
export interface Invitation {
  readonly id: string;
  /** Personal; normalised by {@link normaliseEmail}. */
  readonly email: string;
  readonly rights: readonly MemberRight[];
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

export const INVITATION_LIMIT = 50;
export const INVITATION_DAYS = 7;
const DAY_MS = 86_400_000;

/** Bytes of randomness in a token: 256 bits, so that a plain hash of it is enough at rest (nothing to guess, nothing to salt). */
export const TOKEN_BYTES = 32;

/** The text of a token: `TOKEN_BYTES` in base64url without padding. */
export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** What is stored of a token. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

export function expiryOf(now: Date): Date {
  return new Date(now.getTime() + INVITATION_DAYS * DAY_MS);
}

/** Same rule for the invitation and for the person who accepts it: NFC, without surrounding space, lower case. */
export function normaliseEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}
