import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type Filter, missing, noneOf, range, someElement, type Write } from '@plumbline/database';
import { People } from '@plumbline/identity';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { BusinessDocument } from '../data/business.schema.js';
import { BusinessesRepository } from '../data/businesses.repository.js';
import { type Invitation, type InvitationToken, parseToken, rightsToGive } from '../domain/invitation.js';
import { type Member, MEMBER_LIMIT, rightsOf } from '../domain/members.js';
import { BUSINESS_PROBLEMS } from '../domain/problems.js';
import { type BusinessView, VIEW_FIELDS, viewOf } from './business-view.js';
import { InvitationSecrets } from './invitation-secrets.js';
import { Memberships } from './memberships.js';
import { personOf } from './person-of.js';

/** One answer for a wrong, used, expired, withdrawn, lapsed or somebody else's token, so that nothing can be learnt by trying. */
const noInvitation = (cause?: unknown): Problem => new Problem(PROBLEMS.NOT_FOUND, { detail: 'There is no open invitation for you with this token.', cause });

const JOINED = 'business.member_joined';

/**
 * Joins a business by the token of an invitation. The token opens it once, only for the person whose e-mail address was invited, and
 * only while who gave it could still give it: nobody who was removed comes back by an invitation that they left behind.
 */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly people: People,
    private readonly memberships: Memberships,
    private readonly secrets: InvitationSecrets,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, MEMBER_LIMIT_REACHED, BUSINESS_LIMIT_REACHED */
  async execute({ userId }: Principal, tokenText: string): Promise<BusinessView> {
    const token = parseToken(tokenText);
    if (token === undefined) throw noInvitation();
    // The invited person is no member yet, so no scope is theirs: the token is what lets them in.
    const { invitations } = await this.businesses.get(EVERYTHING, token.businessId, ['invitations']).catch((error: unknown) => {
      throw error instanceof Problem && error.type === PROBLEMS.NOT_FOUND ? noInvitation(error) : error;
    });
    const invitation = Object.hasOwn(invitations, token.invitationId) ? invitations[token.invitationId] : undefined;
    if (invitation === undefined) return this.#joinedBefore(token, userId);
    if (invitation.tokenHash !== this.secrets.hash(token.secret)) throw noInvitation();
    if ((await personOf(this.people, invitation.email)) !== userId) throw noInvitation();
    await this.businesses.assertRoomFor(userId);
    const joined = await this.#join(token, invitation, userId);
    this.memberships.forget(userId);
    return joined;
  }

  /** The invitation is gone: taken, perhaps, by an earlier run of this very request whose answer was lost. */
  async #joinedBefore({ businessId }: InvitationToken, userId: string): Promise<BusinessView> {
    const joined = await this.businesses.madeBefore(EVERYTHING, businessId, JOINED, VIEW_FIELDS);
    if (joined === undefined || rightsOf(joined.members, userId).length === 0) throw noInvitation();
    return viewOf(joined, userId);
  }

  /** One conditional write: of many at once, one takes the invitation, and the others find it gone. */
  async #join({ businessId, invitationId }: InvitationToken, invitation: Invitation, userId: string): Promise<BusinessView> {
    const now = this.clock.now();
    const path = `invitations.${invitationId}` as const;
    const giverMayStillGive: Filter<BusinessDocument> = { $and: rightsToGive(invitation).map((right) => ({ members: someElement<Member>({ userId: invitation.invitedBy, rights: right }) })) };
    const write: Write<BusinessDocument> = {
      when: {
        ...giverMayStillGive,
        [`${path}.tokenHash`]: invitation.tokenHash,
        [`${path}.expiresAt`]: range({ gt: now }),
        'members.userId': noneOf([userId]),
        [`members.${MEMBER_LIMIT - 1}`]: missing(),
      },
      unset: [path],
      append: { members: [{ userId, rights: invitation.rights, joinedAt: now }] },
      events: [{ type: JOINED, data: { userId, invitationId, rights: invitation.rights } }],
    };
    try {
      return viewOf(await this.businesses.update(EVERYTHING, businessId, write, VIEW_FIELDS), userId);
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) throw error;
      const { members, invitations } = await this.businesses.get(EVERYTHING, businessId, ['members', 'invitations']);
      const full = members.length >= MEMBER_LIMIT && Object.hasOwn(invitations, invitationId);
      throw full ? new Problem(BUSINESS_PROBLEMS.MEMBER_LIMIT_REACHED, { cause: error }) : noInvitation(error);
    }
  }
}
