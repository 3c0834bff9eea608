import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RelayedEvent } from '@plumbline/jobs';
import { People } from '@plumbline/identity';
import { type Mail, Mailer } from '@plumbline/mail';
import { type Firms, openFirms } from '../../../../test/fixtures/firms.js';
import { BusinessesModule } from '../businesses.module.js';
import { BusinessesRepository } from '../data/businesses.repository.js';
import { AcceptInvitation } from '../use-cases/accept-invitation.js';
import { CreateBusiness } from '../use-cases/create-business.js';
import { InvitationSecrets } from '../use-cases/invitation-secrets.js';
import { InviteMember } from '../use-cases/invite-member.js';
import { WithdrawInvitation } from '../use-cases/withdraw-invitation.js';
import { MailInvitation } from './mail-invitation.js';

const PROFILE = { legalName: 'Oak LLC', address: { line1: '1 Mill Lane', city: 'Bath', postalCode: 'BA1', country: 'GB' }, naicsCodes: ['321918'], unspscCodes: [], sizeClass: 'small', setAsides: [] } as const;

class KeptInMemory extends Mailer {
  readonly mails: Mail[] = [];

  override async queue(mail: Mail): Promise<void> {
    this.mails.push(mail);
  }
}

describe('the mail of an invitation', () => {
  let firms: Firms;
  let businessId: string;
  let mailer: KeptInMemory;

  beforeAll(async () => {
    firms = await openFirms([BusinessesModule]);
    businessId = (await firms.get(CreateBusiness).execute(firms.as('client'), PROFILE)).id;
  }, 60_000);
  afterAll(() => firms.drop());

  /** Hands the events of the business to the handler, as the relay does. */
  async function relay(): Promise<readonly Mail[]> {
    mailer = new KeptInMemory();
    const handler = new MailInvitation(firms.get(BusinessesRepository), firms.get(People), firms.get(InvitationSecrets), mailer, firms.config);
    const business = await firms.database.db.collection<{ _id: string; outbox: RelayedEvent[] }>('businesses').findOne({ _id: businessId });
    const invited = (business?.outbox ?? []).filter(({ type }) => handler.types.some((one) => one === type));
    for (const event of invited) await handler.handle({ ...event, id: `businesses:${businessId}:${event.seq}:0`, collection: 'businesses', objectId: businessId });
    return mailer.mails;
  }

  it('goes to the invited person, says who invites to what, and holds the token that opens it', async () => {
    const { email } = firms.person('provider');
    const { id } = await firms.get(InviteMember).execute(firms.as('client'), businessId, email, ['answer']);
    const [mail, ...others] = await relay();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: email, expiresAt: expect.any(Date), action: { url: expect.stringContaining(`/accept-invitation?token=${businessId}.${id}.`) } });
    expect(mail?.paragraphs[0]).toBe('Dana Whitfield invites you to "Oak LLC" at Plumbline, with these rights: answer, read.');
    expect(await relay()).toEqual([mail]);
    const token = new URL(mail?.action?.url ?? '').searchParams.get('token') ?? '';
    expect(await firms.get(AcceptInvitation).execute(firms.as('provider'), token)).toMatchObject({ id: businessId, rights: ['answer', 'read'] });
  });

  it('does not go once the invitation is withdrawn, taken or replaced', async () => {
    const first = await firms.get(InviteMember).execute(firms.as('client'), businessId, 'jo@example.org', ['read']);
    const second = await firms.get(InviteMember).execute(firms.as('client'), businessId, 'jo@example.org', ['read']);
    expect((await relay()).map(({ action }) => action?.url)).toEqual([expect.stringContaining(second.id)]);
    expect(first.id).not.toBe(second.id);
    await firms.get(WithdrawInvitation).execute(firms.as('client'), businessId, second.id);
    expect(await relay()).toEqual([]);
  });
});
