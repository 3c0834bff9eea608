import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Rig, answerPage, chargeOf, idOf, payment, refusalOf, startRig } from '../emulator.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const LINK = { type: 'account_onboarding', return_url: 'https://platform.example/back', refresh_url: 'https://platform.example/again' } as const;

async function provider(): Promise<string> {
  const { id } = await rig.stripe.accounts.create({ country: 'US', email: 'provider@example.com', controller: { stripe_dashboard: { type: 'express' }, fees: { payer: 'application' }, losses: { payments: 'application' } }, capabilities: { transfers: { requested: true } } });
  return id;
}

async function onboarded(): Promise<string> {
  const account = await provider();
  await answerPage((await rig.stripe.accountLinks.create({ account, ...LINK })).url, 'complete');
  return account;
}

describe('a connected account', () => {
  it('is paid once the hosted page has what Stripe asks for, and no more when something is past due', async () => {
    const id = await provider();
    expect(await rig.stripe.accounts.retrieve(id)).toMatchObject({ details_submitted: false, payouts_enabled: false, capabilities: { transfers: 'inactive' }, requirements: { disabled_reason: 'requirements.past_due', currently_due: expect.arrayContaining(['external_account']) }, controller: { stripe_dashboard: { type: 'express' }, fees: { payer: 'application' } } });
    const link = await rig.stripe.accountLinks.create({ account: id, ...LINK });
    expect((await answerPage(link.url, 'leave')).href).toBe(LINK.return_url);
    expect((await rig.stripe.accounts.retrieve(id)).capabilities?.transfers).toBe('inactive');
    expect((await fetch(link.url, { redirect: 'manual' })).headers.get('location')).toBe(LINK.refresh_url);
    const second = await rig.stripe.accountLinks.create({ account: id, ...LINK });
    expect((await answerPage(second.url, 'complete')).href).toBe(LINK.return_url);
    expect(await rig.stripe.accounts.retrieve(id)).toMatchObject({ details_submitted: true, payouts_enabled: true, capabilities: { transfers: 'active' }, requirements: { disabled_reason: null, currently_due: [] } });
    await rig.door('POST', '/accounts/requirements', { account: id, currentlyDue: ['individual.verification.document'], currentDeadline: 2_000_000_000 });
    expect(await rig.stripe.accounts.retrieve(id)).toMatchObject({ capabilities: { transfers: 'active' }, requirements: { currently_due: ['individual.verification.document'], current_deadline: 2_000_000_000 } });
    await rig.door('POST', '/accounts/requirements', { account: id, pastDue: ['individual.verification.document'] });
    expect(await rig.stripe.accounts.retrieve(id)).toMatchObject({ capabilities: { transfers: 'inactive' }, payouts_enabled: false, requirements: { disabled_reason: 'requirements.past_due' } });
    const updates = (await rig.stripe.events.list({ type: 'account.updated', limit: 100 }, { stripeAccount: id })).data;
    expect(updates.every(({ account }) => account === id)).toBe(true);
    expect(updates[0]).toMatchObject({ account: id, data: { previous_attributes: { capabilities: { transfers: 'active' } } } });
  });

  it('has events of its own, which are not in the platform\'s list', async () => {
    const [one, other] = [await provider(), await provider()];
    const told = async (stripeAccount?: string) => (await rig.stripe.events.list({ limit: 100 }, stripeAccount === undefined ? {} : { stripeAccount })).data.map(({ type, account }) => [type, account]);
    expect(await told(one)).toEqual([['account.updated', one]]);
    expect(await told(other)).toEqual([['account.updated', other]]);
    expect((await told()).filter(([, account]) => account !== undefined)).toEqual([]);
    expect((await rig.stripe.events.list({ type: 'account.*' })).data).toEqual([]);
    expect((await rig.stripe.events.list({ type: 'customer.*' }, { stripeAccount: one })).data).toEqual([]);
  });

  it('is not found by another name, and a link has addresses', async () => {
    expect(await refusalOf(rig.stripe.accounts.retrieve('acct_none'))).toMatchObject({ statusCode: 403, code: 'account_invalid' });
    const account = await provider();
    expect(await refusalOf(rig.stripe.accountLinks.create({ ...LINK, account, return_url: 'javascript:alert(1)' }))).toMatchObject({ code: 'url_invalid', param: 'return_url' });
    expect(await refusalOf(rig.stripe.balance.retrieve({}, { stripeAccount: 'acct_none' }))).toMatchObject({ statusCode: 403 });
  });
});

describe('a transfer', () => {
  it('from a charge waits for nothing, follows the charge’s money and never exceeds it', async () => {
    const destination = await onboarded();
    const charge = chargeOf(await rig.stripe.paymentIntents.create(payment('pm_card_visa', { transfer_group: 'order-1' }))).id;
    const transfer = await rig.stripe.transfers.create({ amount: 6000, currency: 'usd', destination, source_transaction: charge, metadata: { order: '1' } }, { idempotencyKey: 'transfer-1' });
    expect(transfer).toMatchObject({ amount: 6000, destination, transfer_group: 'order-1', reversed: false, reversals: { data: [] } });
    expect(await rig.stripe.balanceTransactions.retrieve(idOf(transfer.balance_transaction))).toMatchObject({ amount: -6000, type: 'transfer', status: 'pending' });
    expect((await rig.stripe.balance.retrieve({}, { stripeAccount: destination })).pending).toMatchObject([{ amount: 6000 }]);
    expect((await rig.stripe.balanceTransactions.list({}, { stripeAccount: destination })).data).toMatchObject([{ amount: 6000, type: 'payment' }]);
    expect((await refusalOf(rig.stripe.transfers.create({ amount: 4001, currency: 'usd', destination, source_transaction: charge }))).message).toContain('must not exceed the source amount of $100.00');
    expect((await rig.stripe.transfers.create({ currency: 'usd', destination, source_transaction: charge })).amount).toBe(4000);
    expect((await rig.stripe.transfers.list({ transfer_group: 'order-1' })).data.map(({ amount }) => amount)).toEqual([4000, 6000]);
  });

  it('without a source needs available money', async () => {
    const destination = await onboarded();
    const own = await rig.stripe.balance.retrieve();
    expect(await refusalOf(rig.stripe.transfers.create({ amount: (own.available[0]?.amount ?? 0) + 1, currency: 'usd', destination }))).toMatchObject({ statusCode: 400, code: 'balance_insufficient' });
    await rig.stripe.paymentIntents.create(payment('pm_card_bypassPending'));
    expect((await rig.stripe.transfers.create({ amount: 9000, currency: 'usd', destination })).source_transaction).toBeNull();
  });

  it('goes to no account that may not take it', async () => {
    const charge = chargeOf(await rig.stripe.paymentIntents.create(payment('pm_card_visa'))).id;
    expect(await refusalOf(rig.stripe.transfers.create({ amount: 1, currency: 'usd', destination: await provider(), source_transaction: charge }))).toMatchObject({ code: 'insufficient_capabilities_for_transfer' });
    expect(await refusalOf(rig.stripe.transfers.create({ amount: 1, currency: 'usd', destination: 'acct_none', source_transaction: charge }))).toMatchObject({ code: 'resource_missing', param: 'destination' });
    const held = chargeOf(await rig.stripe.paymentIntents.create(payment('pm_card_visa', { capture_method: 'manual' }))).id;
    expect((await refusalOf(rig.stripe.transfers.create({ amount: 1, currency: 'usd', destination: await onboarded(), source_transaction: held }))).statusCode).toBe(400);
  });

  it('is taken back in parts, never more than was given', async () => {
    const destination = await onboarded();
    const charge = chargeOf(await rig.stripe.paymentIntents.create(payment('pm_card_visa'))).id;
    const { id } = await rig.stripe.transfers.create({ amount: 6000, currency: 'usd', destination, source_transaction: charge });
    const part = await rig.stripe.transfers.createReversal(id, { amount: 1000, metadata: { why: 'refund' } });
    expect(part).toMatchObject({ amount: 1000, transfer: id, metadata: { why: 'refund' } });
    expect((await refusalOf(rig.stripe.transfers.createReversal(id, { amount: 5001 }))).param).toBe('amount');
    await rig.stripe.transfers.createReversal(id);
    expect(await rig.stripe.transfers.retrieve(id)).toMatchObject({ amount_reversed: 6000, reversed: true, reversals: { data: [{ amount: 5000 }, { amount: 1000 }] } });
    expect((await refusalOf(rig.stripe.transfers.createReversal(id))).message).toContain('already fully reversed');
    expect(await rig.stripe.transfers.retrieveReversal(id, part.id)).toMatchObject({ id: part.id });
    expect((await rig.stripe.transfers.listReversals(id)).data).toHaveLength(2);
    expect((await rig.stripe.balance.retrieve({}, { stripeAccount: destination })).pending).toMatchObject([{ amount: 0 }]);
    expect((await rig.stripe.events.list({ type: 'transfer.reversed' })).data.slice(0, 2)).toMatchObject([{ data: { previous_attributes: { amount_reversed: 1000, reversed: false } } }, { data: { previous_attributes: { amount_reversed: 0 } } }]);
  });
});
