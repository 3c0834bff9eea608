import { Injectable } from '@nestjs/common';
import { type Principal, requiredRight } from '@plumbline/common';
import { Clock, Ids } from '@plumbline/config';
import { normaliseEmail, People } from '@plumbline/identity';
import { Problem } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { expiryOf, INVITATION_LIMIT, superseded } from '../domain/invitation.js';
import { assertMayGrant, canonicalRights, type MemberRight, rightsOf } from '../domain/members.js';
import { BUSINESS_PROBLEMS } from '../domain/problems.js';
import { InvitationSecrets } from './invitation-secrets.js';
import type { InvitationView } from './list-members.js';
import { personOf } from './person-of.js';
import { retryOnConflict } from './retry-on-conflict.js';

/** Asks somebody to join, by e-mail address: the token goes there and is shown to nobody else. An earlier invitation to the same address is replaced, and its token is void. */
@Injectable()
export class InviteMember {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly people: People,
    private readonly secrets: InvitationSecrets,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @param rights what the member may do; `read` is added. Only rights that the caller holds.
   * @throws Problem NOT_FOUND, FORBIDDEN, ALREADY_MEMBER, INVITATION_LIMIT_REACHED
   */
  async execute({ userId }: Principal, businessId: string, email: string, rights: readonly MemberRight[]): Promise<InvitationView> {
    const scope = memberWith({ userId, right: requiredRight('businesses.inviteMember') });
    const given = canonicalRights(rights);
    const id = this.ids.next();
    const now = this.clock.now();
    const invitation = { email, rights: given, tokenHash: this.secrets.hash(this.secrets.of(businessId, id)), invitedBy: userId, expiresAt: expiryOf(now) };
    await retryOnConflict(async () => {
      const { v, members, invitations } = await this.businesses.get(scope, businessId, ['v', 'members', 'invitations']);
      assertMayGrant(rightsOf(members, userId), [], given);
      const known = await personOf(this.people, email);
      if (known !== undefined && members.some((member) => member.userId === known)) throw new Problem(BUSINESS_PROBLEMS.ALREADY_MEMBER);
      const { ids, remaining } = superseded({ members, invitations }, email, normaliseEmail, now);
      if (remaining >= INVITATION_LIMIT) throw new Problem(BUSINESS_PROBLEMS.INVITATION_LIMIT_REACHED);
      const events = [{ type: 'business.member_invited', data: { invitationId: id, rights: given, replaced: ids } }];
      await this.businesses.update(scope, businessId, { version: v, set: { [`invitations.${id}`]: invitation }, unset: ids.map((old) => `invitations.${old}` as const), events }, []);
    });
    return { id, email, rights: given, expiresAt: invitation.expiresAt.toISOString() };
  }
}
