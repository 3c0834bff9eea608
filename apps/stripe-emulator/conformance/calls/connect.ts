import type Stripe from 'stripe';
import type { Calls } from '../comparison.ts';

const EXPRESS = {
  country: 'US',
  email: 'provider@firm.example',
  business_type: 'company',
  capabilities: { transfers: { requested: true } },
  controller: { fees: { payer: 'application' }, losses: { payments: 'application' }, stripe_dashboard: { type: 'express' }, requirement_collection: 'stripe' },
  metadata: { businessId: 'b2' },
} satisfies Stripe.AccountCreateParams;

/** Connected accounts and the money that goes to them. */
export async function callConnect(calls: Calls): Promise<void> {
  const { both, refused } = calls;
  await both('our own account', (stripe) => stripe.rawRequest('GET', '/v1/account'));
  const account = await both('an account', (stripe) => stripe.accounts.create(EXPRESS));
  await both('an account by its type', (stripe) => stripe.accounts.create({ type: 'express', country: 'US', capabilities: { transfers: { requested: true } } }));
  await both('an account retrieved', (stripe) => stripe.accounts.retrieve(account.id));
  await both('a change of an account', (stripe) => stripe.accounts.update(account.id, { metadata: { businessId: 'b3' }, business_profile: { name: 'Provider', url: 'https://provider.example' } }));
  await both('accounts', (stripe) => stripe.accounts.list({ limit: 2 }));
  const link = await both('a link to the onboarding page', (stripe) => stripe.accountLinks.create({ account: account.id, type: 'account_onboarding', return_url: 'https://firm.example/done', refresh_url: 'https://firm.example/again' }));
  await refused('a transfer to an account that is not ready', { status: 400, code: 'insufficient_capabilities_for_transfer' }, (stripe) => stripe.transfers.create({ amount: 100, currency: 'usd', destination: account.id }));
  await onboard(link.url);
  await both('an account that has told everything', (stripe) => stripe.accounts.retrieve(account.id));
  await callTransfers(calls, account.id);

  const gone = await both('an account to be deleted', (stripe) => stripe.accounts.create(EXPRESS));
  await both('an account deleted', (stripe) => stripe.accounts.del(gone.id));
  await refused('an account that is not ours', { status: 403, code: 'account_invalid' }, (stripe) => stripe.accounts.retrieve('acct_nothing'));
}

/** Does what a provider does on the hosted page. */
async function onboard(url: string): Promise<void> {
  const page = await fetch(url, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'answer=complete' });
  if (page.status >= 400) throw new Error(`The onboarding page answers ${page.status}: ${(await page.text()).slice(0, 300)}`);
}

async function callTransfers(calls: Calls, destination: string): Promise<void> {
  const { both, alone, refused } = calls;
  const intent = await alone('a payment for a provider', (stripe) => stripe.paymentIntents.create({ amount: 50_000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'], transfer_group: 'proposal2' }));
  const source = intent.latest_charge as string;
  const transfer = await both('a transfer from a charge', (stripe) => stripe.transfers.create({ amount: 40_000, currency: 'usd', destination, source_transaction: source, transfer_group: 'proposal2', description: 'Policies', metadata: { opId: 'op5' } }));
  await refused('more than the balance has', { status: 400, code: 'balance_insufficient' }, (stripe) => stripe.transfers.create({ amount: 90_000_000, currency: 'usd', destination }));
  await both('a transfer', (stripe) => stripe.transfers.retrieve(transfer.id));
  await both('a transfer, expanded', (stripe) => stripe.transfers.retrieve(transfer.id, { expand: ['balance_transaction', 'destination', 'source_transaction'] }));
  await both('a change of a transfer', (stripe) => stripe.transfers.update(transfer.id, { description: 'Policies, delivered', metadata: { seen: 'yes' } }));
  await both('transfers', (stripe) => stripe.transfers.list({ transfer_group: 'proposal2', destination, limit: 1 }));

  const reversal = await both('a reversal', (stripe) => stripe.transfers.createReversal(transfer.id, { amount: 1_000, description: 'Refund', metadata: { opId: 'op6' } }));
  await both('a reversal retrieved', (stripe) => stripe.transfers.retrieveReversal(transfer.id, reversal.id));
  await both('a reversal, expanded', (stripe) => stripe.transfers.retrieveReversal(transfer.id, reversal.id, { expand: ['balance_transaction', 'transfer'] }));
  await both('a change of a reversal', (stripe) => stripe.transfers.updateReversal(transfer.id, reversal.id, { metadata: { seen: 'yes' } }));
  await both('reversals of a transfer', (stripe) => stripe.transfers.listReversals(transfer.id, { limit: 1 }));
  await both('a transfer reversed in part', (stripe) => stripe.transfers.retrieve(transfer.id));
  await refused('more than is left', { status: 400, code: undefined }, (stripe) => stripe.transfers.createReversal(transfer.id, { amount: 40_000 }));
  await refused('a transfer that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.transfers.retrieve('tr_nothing'));
}
