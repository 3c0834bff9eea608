import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '@plumbline/common';
import { type Firms, openFirms, profiled } from '../../../test/fixtures/firms.js';
import { BusinessesModule } from './businesses.module.js';
import type { BusinessProfile } from './domain/business.js';
import { formatToken } from './domain/invitation.js';
import { AcceptInvitation } from './use-cases/accept-invitation.js';
import { BusinessFacts } from './use-cases/business-facts.js';
import { CreateBusiness } from './use-cases/create-business.js';
import { CreateDemoBusiness, DEMO_BUSINESS_ID } from './use-cases/create-demo-business.js';
import { GetBusiness } from './use-cases/get-business.js';
import { InvitationSecrets } from './use-cases/invitation-secrets.js';
import { InviteMember } from './use-cases/invite-member.js';
import { ListBusinesses } from './use-cases/list-businesses.js';
import { UpdateBusiness } from './use-cases/update-business.js';

const PROFILE: BusinessProfile = {
  legalName: 'Oak LLC',
  tradeName: 'Oak',
  contactEmail: 'anna@oak.example',
  contactPhone: '+12075550199',
  address: { line1: '1 Mill Lane', city: 'Bath', postalCode: 'BA1', country: 'GB' },
  website: 'https://oak.example',
  naicsCodes: ['321918'],
  unspscCodes: ['30171500'],
  sizeClass: 'small',
  employees: 7,
  setAsides: ['WOSB'],
};
const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let firms: Firms;
let owner: Principal;
let member: Principal;
let stranger: Principal;

beforeAll(async () => {
  firms = await openFirms([BusinessesModule]);
  owner = firms.as('client');
  member = firms.as('provider');
  stranger = firms.as('agency');
}, 60_000);
afterAll(() => firms.drop());

const create = (who = owner, profile = PROFILE) => firms.get(CreateBusiness).execute(who, profile);
const raw = (id: string) => firms.database.db.collection<{ _id: string }>('businesses').findOne({ _id: id });

/** What is stored as the address: bytes, and nothing else. */
function addressBytes(stored: unknown): Buffer[] {
  const { buffer } = (stored as { address: { buffer: Buffer } }).address;
  return [Buffer.from(buffer)];
}

describe('a business', () => {
  it('that takes another legal name is not known by it at a moment before', async () => {
    const { id } = await create();
    const facts = firms.get(BusinessFacts);
    const before = new Date();
    await firms.get(UpdateBusiness).execute(owner, id, 1, { employees: 9 });
    expect(await facts.nameSince(id, before)).toBe('Oak LLC');
    await firms.get(UpdateBusiness).execute(owner, id, 2, { legalName: 'Elm LLC' });
    await expect(facts.nameSince(id, before)).rejects.toEqual(code('STATE_CONFLICT'));
    expect(await facts.nameSince(id, new Date(Date.now() + 1))).toBe('Elm LLC');
  });

  it('belongs to who founds it, with every right', async () => {
    const made = await create();
    expect(made).toEqual({ ...PROFILE, id: expect.any(String), version: 1, ownerId: owner.userId, rights: ['manage', 'answer', 'pay', 'read'], createdAt: expect.any(String) });
    expect(await firms.get(GetBusiness).execute(owner, made.id)).toEqual(made);
    expect(await raw(made.id)).toMatchObject({ v: 1, outbox: [{ seq: 1, type: 'business.created', data: { ownerId: owner.userId } }] });
  });

  it('is not there for anybody else, to read or to change', async () => {
    const { id } = await create();
    await expect(firms.get(GetBusiness).execute(stranger, id)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(UpdateBusiness).execute(stranger, id, 1, { legalName: 'Mine' })).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(UpdateBusiness).execute(owner, '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90', 1, {})).rejects.toEqual(code('NOT_FOUND'));
  });

  it('is read, but not changed, by a member without the right', async () => {
    const { id } = await create();
    const invitation = await firms.get(InviteMember).execute(owner, id, firms.person('provider').email, ['answer']);
    await firms.get(AcceptInvitation).execute(member, formatToken({ businessId: id, invitationId: invitation.id, secret: firms.get(InvitationSecrets).of(id, invitation.id) }));
    expect((await firms.get(GetBusiness).execute(member, id)).rights).toEqual(['answer', 'read']);
    await expect(firms.get(UpdateBusiness).execute(member, id, 3, { legalName: 'Mine' })).rejects.toEqual(code('FORBIDDEN'));
  });

  it('keeps what a change does not name, clears what it nulls, and tells in its outbox which members changed', async () => {
    const { id } = await create();
    const changed = await firms.get(UpdateBusiness).execute(owner, id, 1, { employees: 9, website: null, contactPhone: null, setAsides: [] });
    expect(changed).toMatchObject({ legalName: PROFILE.legalName, contactEmail: PROFILE.contactEmail, address: PROFILE.address, naicsCodes: PROFILE.naicsCodes, employees: 9, setAsides: [], version: 2 });
    expect(changed).not.toHaveProperty('website');
    expect(changed).not.toHaveProperty('contactPhone');
    expect((await raw(id))?.['outbox' as never]).toMatchObject([{}, { seq: 2, type: 'business.updated', data: { fields: ['employees', 'setAsides', 'contactPhone', 'website'] } }]);
  });

  it('is not written by a change that changes nothing, which must know the present version all the same', async () => {
    const made = await create();
    for (const change of [{}, { employees: 7, uei: null }, { address: { ...PROFILE.address, line2: undefined } } as unknown as Partial<BusinessProfile>]) {
      expect(await firms.get(UpdateBusiness).execute(owner, made.id, 1, change)).toEqual(made);
      await expect(firms.get(UpdateBusiness).execute(owner, made.id, 2, change)).rejects.toEqual(code('VERSION_MISMATCH'));
    }
    expect(await raw(made.id)).toMatchObject({ v: 1, outbox: [{ seq: 1 }] });
    expect(await firms.get(UpdateBusiness).execute(owner, made.id, 1, { employees: 7, legalName: 'Elm LLC' })).toMatchObject({ version: 2 });
    expect((await raw(made.id))?.['outbox' as never]).toMatchObject([{}, { data: { fields: ['legalName'] } }]);
  });

  it('is changed once by two who have read the same version', async () => {
    const { id } = await create();
    const outcomes = await Promise.allSettled(['One LLC', 'Two LLC'].map((legalName) => firms.get(UpdateBusiness).execute(owner, id, 1, { legalName })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: code('VERSION_MISMATCH') });
  });

  it('keeps its contact and its address unreadable at rest', async () => {
    const { id } = await create();
    await firms.get(UpdateBusiness).execute(owner, id, 1, { contactEmail: 'berta@oak.example', address: { ...PROFILE.address, line2: 'The old oast house' } });
    const stored = JSON.stringify(await raw(id));
    for (const plain of ['anna@oak', 'berta@oak', '+12075550199', Buffer.from('berta@oak').toString('base64').slice(0, 10), Buffer.from('+12075550199').toString('base64').slice(0, 14), 'Mill Lane', 'oast house']) expect(stored).not.toContain(plain);
    expect(Buffer.concat(addressBytes(await raw(id))).toString('latin1')).not.toMatch(/Mill|Bath|oast/);
    expect(await firms.get(GetBusiness).execute(owner, id)).toMatchObject({ contactEmail: 'berta@oak.example', address: { ...PROFILE.address, line2: 'The old oast house' } });
  });
});

describe('the list of businesses', () => {
  it('has those of the caller, newest first, page by page, and looks at no others', async () => {
    await firms.database.db.collection('businesses').deleteMany({});
    const mine: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      mine.unshift((await create(member)).id);
      await create(owner);
    }
    const first = await firms.get(ListBusinesses).execute(member, 3, undefined);
    const second = await firms.get(ListBusinesses).execute(member, 3, first.nextCursor ?? '');
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(mine);
    expect(second.nextCursor).toBeNull();
    await expect(firms.get(ListBusinesses).execute(member, 3, 'WyJhIiwxXQ')).rejects.toEqual(code('VALIDATION_FAILED'));
    expect((await firms.get(ListBusinesses).execute(stranger, 3, undefined)).items).toEqual([]);
  });

  it('and one business are found by index', async () => {
    const { id } = await create(owner);
    const ran = await profiled(firms.database, async () => {
      await firms.get(ListBusinesses).execute(owner, 20, undefined);
      await firms.get(GetBusiness).execute(owner, id);
      await firms.get(UpdateBusiness).execute(owner, id, 1, { employees: 1 });
    }, 'businesses');
    expect(ran).toHaveLength(4);
    for (const { planSummary, keysExamined, nreturned, nModified } of ran) {
      expect(planSummary).toMatch(/^(IXSCAN|IDHACK|EXPRESS)/);
      expect((keysExamined ?? Infinity) / Math.max(nreturned ?? 0, nModified ?? 0, 1)).toBeLessThanOrEqual(2);
    }
  });

  it('ends at fifty', async () => {
    await firms.database.db.collection('businesses').deleteMany({});
    for (let i = 0; i < 50; i += 1) await create(owner);
    await expect(create(owner)).rejects.toEqual(code('BUSINESS_LIMIT_REACHED'));
    await create(member);
  }, 30_000);
});

it('the demo firm is laid out once', async () => {
  const lay = () => firms.get(CreateDemoBusiness).execute(owner.userId, member.userId);
  expect(await lay()).toBe(DEMO_BUSINESS_ID);
  await firms.get(UpdateBusiness).execute(owner, DEMO_BUSINESS_ID, 1, { employees: 13 });
  expect(await lay()).toBe(DEMO_BUSINESS_ID);
  expect(await firms.get(GetBusiness).execute(member, DEMO_BUSINESS_ID)).toMatchObject({ legalName: 'Harbor & Pine Millwork LLC', employees: 13, rights: ['answer', 'read'] });
});
