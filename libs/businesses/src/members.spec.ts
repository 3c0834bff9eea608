import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '@plumbline/common';
import { runInRequest } from '@plumbline/observability';
import { Problem } from '@plumbline/problems';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms } from '../../../test/fixtures/firms.js';
import { BusinessesModule } from './businesses.module.js';
import { formatToken } from './domain/invitation.js';
import type { MemberRight } from './domain/members.js';
import { AcceptInvitation } from './use-cases/accept-invitation.js';
import { ChangeMember } from './use-cases/change-member.js';
import { CreateBusiness } from './use-cases/create-business.js';
import { GetBusiness } from './use-cases/get-business.js';
import { InvitationSecrets } from './use-cases/invitation-secrets.js';
import { InviteMember } from './use-cases/invite-member.js';
import { ListMembers } from './use-cases/list-members.js';
import { Memberships } from './use-cases/memberships.js';
import { RemoveMember } from './use-cases/remove-member.js';
import { WithdrawInvitation } from './use-cases/withdraw-invitation.js';

const PROFILE = { legalName: 'Oak LLC', address: { line1: '1 Mill Lane', city: 'Bath', postalCode: 'BA1', country: 'GB' }, naicsCodes: ['321918'], unspscCodes: [], sizeClass: 'small', setAsides: [] } as const;
const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let firms: Firms;
let owner: Principal;
let guest: Principal;
let stranger: Principal;
let businessId: string;

beforeAll(async () => {
  firms = await openFirms([BusinessesModule]);
  owner = firms.as('client');
  guest = firms.as('provider');
  stranger = firms.as('agency');
}, 60_000);
afterAll(() => firms.drop());

beforeEach(async () => {
  await firms.database.db.collection('businesses').deleteMany({});
  businessId = (await firms.get(CreateBusiness).execute(owner, PROFILE)).id;
});

interface Raw {
  readonly _id: string;
  readonly v: number;
  readonly members: { userId: string; rights: string[]; joinedAt: Date }[];
  readonly invitations: Record<string, { tokenHash: string; expiresAt: Date }>;
  readonly outbox: { seq: number; type: string; data: object }[];
}
const collection = () => firms.database.db.collection<Raw>('businesses');
const raw = async (): Promise<Raw> => (await collection().findOne({ _id: businessId }))!;
/** Invites, and gives the token besides, which the mail holds. */
const invite = async (rights: readonly MemberRight[] = ['answer'], email = firms.person('provider').email, by = owner) => {
  const invitation = await firms.get(InviteMember).execute(by, businessId, email, rights);
  return { ...invitation, token: formatToken({ businessId, invitationId: invitation.id, secret: firms.get(InvitationSecrets).of(businessId, invitation.id) }) };
};
const accept = (token: string, by = guest) => firms.get(AcceptInvitation).execute(by, token);
const join = async (...rights: MemberRight[]) => accept((await invite(rights)).token);

describe('an invitation', () => {
  it('makes the invited person a member with the rights that were given', async () => {
    const { token, rights } = await invite(['pay']);
    expect(rights).toEqual(['pay', 'read']);
    expect(await accept(token)).toMatchObject({ id: businessId, rights: ['pay', 'read'], legalName: 'Oak LLC' });
    expect(await raw()).toMatchObject({ v: 3, invitations: {}, outbox: [{ seq: 1, type: 'business.created' }, { seq: 2, type: 'business.member_invited' }, { seq: 3, type: 'business.member_joined', data: { userId: guest.userId } }] });
  });

  it('is taken once by fifty accepts at the same moment', async () => {
    const { token } = await invite();
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => accept(token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('NOT_FOUND'));
    const { members, outbox } = await raw();
    expect(members.map(({ userId }) => userId)).toEqual([owner.userId, guest.userId]);
    expect(outbox.filter(({ type }) => type === 'business.member_joined')).toHaveLength(1);
  });

  it('lets a request in whose earlier run took it, as long as it is a member still', async () => {
    const { token } = await invite(['pay']);
    const effectId = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e91';
    const run = (key = effectId) => new Promise((resolve, reject) => runInRequest({ id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: guest, effectId: key, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) }, () => void accept(token).then(resolve, reject)));
    const first = await run();
    expect(await run()).toEqual(first);
    await expect(run('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e92')).rejects.toEqual(code('NOT_FOUND'));
    await firms.get(RemoveMember).execute(guest, businessId, guest.userId);
    await expect(run()).rejects.toEqual(code('NOT_FOUND'));
  });

  it('opens for nobody but the invited person, and says the same as for a token that never was', async () => {
    const { token } = await invite();
    const wrong = await accept(token, stranger).catch((error: unknown) => error);
    const unknown = await accept(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`).catch((error: unknown) => error);
    const elsewhere = await accept(token.replace(businessId, '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90')).catch((error: unknown) => error);
    const nonsense = await accept('nonsense').catch((error: unknown) => error);
    for (const error of [wrong, unknown, elsewhere, nonsense]) expect(error).toMatchObject({ type: { code: 'NOT_FOUND' }, detail: 'There is no open invitation for you with this token.' });
    expect((await raw()).members).toHaveLength(1);
    await accept(token);
  });

  it('is void when it was withdrawn, was replaced, or has expired', async () => {
    const first = await invite();
    await firms.get(WithdrawInvitation).execute(owner, businessId, first.id);
    await expect(accept(first.token)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(WithdrawInvitation).execute(owner, businessId, first.id)).rejects.toEqual(code('NOT_FOUND'));

    const second = await invite();
    const third = await invite(['pay'], 'Provider@Demo.test');
    expect(Object.keys((await raw()).invitations)).toEqual([third.id]);
    await expect(accept(second.token)).rejects.toEqual(code('NOT_FOUND'));

    await collection().updateOne({ _id: businessId }, { $set: { [`invitations.${third.id}.expiresAt`]: new Date() } });
    await expect(accept(third.token)).rejects.toEqual(code('NOT_FOUND'));
    expect((await firms.get(ListMembers).execute(owner, businessId)).invitations).toEqual([]);
  });

  it('is replaced by one to the same address under the other name of its domain', async () => {
    await invite(['read'], 'jo@bücher.example');
    const second = await invite(['read'], 'Jo@xn--bcher-kva.example');
    expect(Object.keys((await raw()).invitations)).toEqual([second.id]);
  });

  it('is stored without its token and without a readable address', async () => {
    const { token, email } = await invite();
    const stored = JSON.stringify(await raw());
    const secret = token.split('.')[2]!;
    for (const plain of [email, Buffer.from(email).toString('base64').replace(/=+$/, ''), secret]) expect(stored).not.toContain(plain);
    expect((await firms.get(ListMembers).execute(owner, businessId)).invitations).toEqual([{ id: token.split('.')[1], email, rights: ['answer', 'read'], expiresAt: expect.any(String) }]);
  });

  it('cannot be given to a member, by somebody who may not manage, or with rights that the giver lacks', async () => {
    await join('manage');
    await expect(invite(['read'])).rejects.toEqual(code('ALREADY_MEMBER'));
    await expect(invite(['pay'], 'x@example.org', guest)).rejects.toEqual(code('FORBIDDEN'));
    await expect(invite(['manage'], 'x@example.org', guest)).resolves.toMatchObject({ rights: ['manage', 'read'] });
    const { version } = await firms.get(ListMembers).execute(owner, businessId);
    await firms.get(ChangeMember).execute(owner, businessId, guest.userId, version, ['answer']);
    await expect(invite(['read'], 'y@example.org', guest)).rejects.toEqual(code('FORBIDDEN'));
    await expect(invite(['read'], 'y@example.org', stranger)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('lapses when who gave it may no longer give it', async () => {
    await join('manage', 'answer');
    const left = await invite(['answer'], firms.person('agency').email, guest);
    const { version } = await firms.get(ListMembers).execute(owner, businessId);
    await firms.get(ChangeMember).execute(owner, businessId, guest.userId, version, ['manage']);
    const shown = async () => (await firms.get(ListMembers).execute(owner, businessId)).invitations.map(({ id }) => id);
    await expect(accept(left.token, stranger)).rejects.toEqual(code('NOT_FOUND'));
    expect(await shown()).toEqual([]);
    await firms.get(ChangeMember).execute(owner, businessId, guest.userId, version + 1, ['manage', 'answer']);
    expect(await shown()).toEqual([left.id]);
    await firms.get(RemoveMember).execute(owner, businessId, guest.userId);
    await expect(accept(left.token, stranger)).rejects.toEqual(code('NOT_FOUND'));
    expect((await raw()).members).toHaveLength(1);
  });

  it('is one of at most fifty, also when many are given at the same moment', async () => {
    for (let i = 0; i < 47; i += 1) await invite(['read'], `old${i}@example.org`);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => invite(['read'], `new${i}@example.org`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('INVITATION_LIMIT_REACHED'));
    expect(Object.keys((await raw()).invitations)).toHaveLength(50);
  });

  it('does not let a fifty-first member in, and stays open', async () => {
    const { token } = await invite();
    const crowd = Array.from({ length: 49 }, (_, i) => ({ userId: `crowd-${i}`, rights: ['read'], joinedAt: new Date() }));
    await collection().updateOne({ _id: businessId }, { $push: { members: { $each: crowd } } });
    await expect(accept(token)).rejects.toEqual(code('MEMBER_LIMIT_REACHED'));
    await collection().updateOne({ _id: businessId }, { $pull: { members: { userId: 'crowd-7' } } });
    await accept(token);
    expect((await raw()).members).toHaveLength(50);
  });

  it('does not take a person into a fifty-first business, and stays open', async () => {
    const { token } = await invite();
    for (let i = 0; i < 50; i += 1) await firms.get(CreateBusiness).execute(guest, PROFILE);
    await expect(accept(token)).rejects.toEqual(code('BUSINESS_LIMIT_REACHED'));
    await collection().deleteMany({ _id: { $ne: businessId } });
    await accept(token);
  }, 30_000);
});

describe('a member', () => {
  it('is shown by name, without an address', async () => {
    await join('answer');
    const { items, invitations, version } = await firms.get(ListMembers).execute(guest, businessId);
    expect(items).toEqual([
      { userId: owner.userId, name: firms.person('client').name, owner: true, rights: ['manage', 'answer', 'pay', 'read'], joinedAt: expect.any(String) },
      { userId: guest.userId, name: firms.person('provider').name, owner: false, rights: ['answer', 'read'], joinedAt: expect.any(String) },
    ]);
    expect(invitations).toEqual([]);
    expect(version).toBe(3);
  });

  it('gets other rights by who has read the list as it is', async () => {
    await join('answer');
    await expect(firms.get(ChangeMember).execute(owner, businessId, guest.userId, 2, ['pay'])).rejects.toEqual(code('VERSION_MISMATCH'));
    expect(await firms.get(ChangeMember).execute(owner, businessId, guest.userId, 3, ['pay'])).toMatchObject({ version: 4, rights: ['pay', 'read'] });
    await expect(firms.get(ChangeMember).execute(owner, businessId, stranger.userId, 4, ['pay'])).rejects.toEqual(code('NOT_FOUND'));
    expect((await raw()).outbox.at(-1)).toMatchObject({ seq: 4, type: 'business.member_changed', data: { before: ['answer', 'read'], after: ['pay', 'read'] } });
  });

  it('cannot give themself a right, nor touch the owner', async () => {
    await join('manage');
    await expect(firms.get(ChangeMember).execute(guest, businessId, guest.userId, 3, ['manage', 'pay'])).rejects.toEqual(code('FORBIDDEN'));
    await expect(firms.get(ChangeMember).execute(guest, businessId, owner.userId, 3, ['read'])).rejects.toEqual(code('OWNER_FIXED'));
    await expect(firms.get(RemoveMember).execute(guest, businessId, owner.userId)).rejects.toEqual(code('OWNER_FIXED'));
    await expect(firms.get(RemoveMember).execute(owner, businessId, owner.userId)).rejects.toEqual(code('OWNER_FIXED'));
  });

  it('leaves without any right, is removed only by who manages, and is then a stranger', async () => {
    await join('answer');
    await expect(firms.get(RemoveMember).execute(guest, businessId, stranger.userId)).rejects.toEqual(code('FORBIDDEN'));
    await firms.get(RemoveMember).execute(guest, businessId, guest.userId);
    expect((await raw()).outbox.at(-1)).toMatchObject({ type: 'business.member_left' });
    await expect(firms.get(GetBusiness).execute(guest, businessId)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(RemoveMember).execute(owner, businessId, guest.userId)).rejects.toEqual(code('NOT_FOUND'));
    await join('answer');
    await firms.get(RemoveMember).execute(owner, businessId, guest.userId);
    await expect(firms.get(GetBusiness).execute(guest, businessId)).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('memberships', () => {
  const scope = (right: MemberRight, who = guest, of = firms) => of.get(Memberships).scope(who, businessId, right);

  it('give a scope to a member with the right, FORBIDDEN without it, and NOT_FOUND to everybody else', async () => {
    await join('answer');
    expect((await scope('answer')).by).toEqual({ businessIds: [businessId] });
    await expect(scope('pay')).rejects.toEqual(code('FORBIDDEN'));
    await expect(scope('read', stranger)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(Memberships).scope(guest, '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90', 'read')).rejects.toEqual(code('NOT_FOUND'));
    expect((await firms.get(Memberships).scopes(guest, 'pay')).by.businessIds).toEqual([]);
    expect((await firms.get(Memberships).scopes(guest, 'answer')).by.businessIds).toEqual([businessId]);
  });

  it('are the same in every process, a moment after a change in one', async () => {
    const other = await openFirms([BusinessesModule], firms.config);
    try {
      await eventually(() => other.get(Memberships).isLive);
      await expect(scope('read', guest, other)).rejects.toEqual(code('NOT_FOUND'));
      await join('answer');
      await eventually(() => scope('answer', guest, other).then(() => true, () => false));
      await expect(scope('pay', guest, other)).rejects.toEqual(code('FORBIDDEN'));
      await firms.get(ChangeMember).execute(owner, businessId, guest.userId, 3, ['pay']);
      await eventually(() => scope('pay', guest, other).then(() => true, () => false));
      await firms.get(RemoveMember).execute(owner, businessId, guest.userId);
      await eventually(() => scope('read', guest, other).then(() => false, (error: unknown) => error instanceof Problem && error.type.code === 'NOT_FOUND'));
      const second = await firms.get(CreateBusiness).execute(guest, PROFILE);
      await eventually(async () => (await other.get(Memberships).scopes(guest, 'manage')).by.businessIds.includes(second.id));
    } finally {
      await other.close();
    }
  }, 60_000);
});
