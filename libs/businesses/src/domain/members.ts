import { Problem, PROBLEMS } from '@plumbline/problems';
import { BUSINESS_PROBLEMS } from './problems.js';

/** What a member may do. The order is the one in which rights are stored and shown. */
export const MEMBER_RIGHTS = ['manage', 'answer', 'pay', 'read'] as const;
export type MemberRight = (typeof MEMBER_RIGHTS)[number];

export interface Member {
  readonly userId: string;
  /** Canonical: see {@link canonicalRights}. */
  readonly rights: readonly MemberRight[];
  readonly joinedAt: Date;
}

/** A business is small; the bounds keep its document so, and an attacker from filling it. */
export const MEMBER_LIMIT = 50;

/** Most businesses that one person may belong to, so that the scope of "all my businesses" stays a short list. */
export const BUSINESSES_PER_PERSON = 50;

/** Rights in their canonical form: each once, in the order of {@link MEMBER_RIGHTS}, always with `read`, since no other right is of use without it. */
export function canonicalRights(rights: readonly MemberRight[]): readonly MemberRight[] {
  return MEMBER_RIGHTS.filter((right) => right === 'read' || rights.includes(right));
}

/** The rights of one person; none when they are no member. */
export function rightsOf(members: readonly Member[], userId: string): readonly MemberRight[] {
  return members.find((member) => member.userId === userId)?.rights ?? [];
}

/** What a member is told who may see the business but not do this in it. */
export function lackingRight(right: MemberRight): Problem {
  return new Problem(PROBLEMS.FORBIDDEN, { detail: `This needs the right \`${right}\` in the business.` });
}

/**
 * Nobody gives away a right that they do not hold: a manager without `pay` could otherwise give it to themself.
 * @param held the rights of the one who gives.
 * @param before what the receiver has already; taking away is always allowed.
 * @throws Problem FORBIDDEN naming the rights.
 */
export function assertMayGrant(held: readonly MemberRight[], before: readonly MemberRight[], after: readonly MemberRight[]): void {
  const beyond = after.filter((right) => !before.includes(right) && !held.includes(right));
  if (beyond.length > 0) throw new Problem(PROBLEMS.FORBIDDEN, { detail: `You can only give rights that you hold; you lack: ${beyond.join(', ')}.` });
}

/**
 * The owner answers for the firm: there is always exactly one, with every right.
 * @throws Problem OWNER_FIXED
 */
export function assertNotOwner(ownerId: string, userId: string): void {
  if (ownerId === userId) throw new Problem(BUSINESS_PROBLEMS.OWNER_FIXED);
}
