import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { People } from '@plumbline/identity';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { openInvitations } from '../domain/invitation.js';
import type { MemberRight } from '../domain/members.js';

/** A member as the others see them. */
export interface MemberView {
  readonly userId: string;
  readonly name: string;
  readonly owner: boolean;
  readonly rights: readonly MemberRight[];
  readonly joinedAt: string;
}

/** An open invitation as who manages the business sees it; its token was shown once. */
export interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly rights: readonly MemberRight[];
  readonly expiresAt: string;
}

/** Everybody who belongs to a business or is asked to. */
export interface MembersView {
  /** Of the business, for If-Match. */
  readonly version: number;
  readonly items: readonly MemberView[];
  /** Empty for members who may not manage. */
  readonly invitations: readonly InvitationView[];
}

/** The members of a business: at most 50, so that they come in one answer. */
@Injectable()
export class ListMembers {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute({ userId }: Principal, businessId: string): Promise<MembersView> {
    const scope = memberWith({ userId, right: requiredRight('businesses.listMembers') });
    const { v, ownerId, members, invitations } = await this.businesses.get(scope, businessId, ['v', 'ownerId', 'members', 'invitations']);
    const names = await this.people.names(members.map((member) => member.userId));
    const manages = members.some((member) => member.userId === userId && member.rights.includes('manage'));
    const open = manages ? openInvitations({ members, invitations }, this.clock.now()) : [];
    return {
      version: v,
      items: members.map((member) => ({ userId: member.userId, name: names.get(member.userId) ?? '', owner: member.userId === ownerId, rights: member.rights, joinedAt: member.joinedAt.toISOString() })),
      invitations: open.map(([id, { email, rights, expiresAt }]) => ({ id, email, rights, expiresAt: expiresAt.toISOString() })),
    };
  }
}
