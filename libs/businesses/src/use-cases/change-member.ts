import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { People } from '@plumbline/identity';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { assertMayGrant, assertNotOwner, canonicalRights, type Member, type MemberRight, rightsOf } from '../domain/members.js';
import type { MemberView } from './list-members.js';
import { Memberships } from './memberships.js';

/** A member with the version of their business. */
export interface ChangedMember extends MemberView {
  readonly version: number;
}

/** Gives a member other rights. */
@Injectable()
export class ChangeMember {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly people: People,
    private readonly memberships: Memberships,
  ) {}

  /**
   * @param version of the business, as the list of members gave it.
   * @param rights all that the member shall have; `read` is added. What is added must be held by the caller.
   * @throws Problem NOT_FOUND, FORBIDDEN, OWNER_FIXED, VERSION_MISMATCH
   */
  async execute({ userId: callerId }: Principal, businessId: string, userId: string, version: number, rights: readonly MemberRight[]): Promise<ChangedMember> {
    const scope = memberWith({ userId: callerId, right: requiredRight('businesses.changeMember') });
    const { v, ownerId, members } = await this.businesses.get(scope, businessId, ['v', 'ownerId', 'members']);
    if (v !== version) throw new Problem(PROBLEMS.VERSION_MISMATCH);
    const before = members.find((member) => member.userId === userId);
    if (before === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    assertNotOwner(ownerId, userId);
    const given = canonicalRights(rights);
    assertMayGrant(rightsOf(members, callerId), before.rights, given);
    const after: Member = { ...before, rights: given };
    const changed = members.map((member) => (member.userId === userId ? after : member));
    const events = [{ type: 'business.member_changed', data: { userId, before: before.rights, after: given } }];
    const written = await this.businesses.update(scope, businessId, { version, set: { members: changed }, events }, ['v']);
    this.memberships.forget(userId);
    const names = await this.people.names([userId]);
    return { version: written.v, userId, name: names.get(userId) ?? '', owner: false, rights: given, joinedAt: before.joinedAt.toISOString() };
  }
}
