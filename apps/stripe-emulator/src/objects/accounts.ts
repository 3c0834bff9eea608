import { StripeRefusal, conflict, invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Account, CapabilityStatus } from '../records/money.ts';
import { pageOf } from '../wire/lists.ts';
import type { Params } from '../wire/params.ts';
import type { Call, Route, World } from '../world.ts';
import { balanceOf } from './balance-book.ts';
import { DUE_AT_FIRST, NOTHING_DUE, standing } from './requirements.ts';
import { previousAttributes, readAddress } from './shared.ts';

const TYPES = ['custom', 'express', 'standard'] as const;
const BUSINESS_TYPES = ['company', 'government_entity', 'individual', 'non_profit'] as const;

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/account', handle: own },
  { method: 'GET', path: '/v1/accounts', handle: (call) => pageOf(call, call.world.store.accounts, [call.world.store.accounts.entries()], (account) => !account.deleted) },
  { method: 'POST', path: '/v1/accounts', handle: create },
  { method: 'GET', path: '/v1/accounts/:account', handle: ({ world, path }) => accountOf(world, path['account'] ?? '') },
  { method: 'POST', path: '/v1/accounts/:account', handle: update },
  { method: 'DELETE', path: '/v1/accounts/:account', handle: remove },
];

/** @throws StripeRefusal 403, as Stripe answers for an account that is not there or not this platform's */
export function accountOf(world: World, id: string): Account {
  const account = world.store.accounts.get(id);
  if (!account || account.deleted) throw noAccess(id);
  return account;
}

function noAccess(id: string): StripeRefusal {
  return new StripeRefusal(403, { type: 'invalid_request_error', code: 'account_invalid', message: `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.` });
}

/** The account of the key: that of the header, else the platform's. */
function own({ world, account }: Call): Account {
  if (account !== null) return accountOf(world, account);
  return {
    ...blank(world, 'acct_platform0emulator'), type: 'standard', charges_enabled: true, payouts_enabled: true, details_submitted: true, requirements: NOTHING_DUE,
    capabilities: { card_payments: 'active', transfers: 'active' }, created: 0, settings: settingsOf('Stripe emulator'),
  };
}

function create({ world, params }: Call): Account {
  const controller = params.group('controller');
  const type = params.choice('type', TYPES);
  if (type !== undefined && controller) throw invalid('You may only specify one of these parameters: type, controller.', 'controller', 'parameters_exclusive');
  const id = newId('acct');
  const first: Account = { ...blank(world, id), type: type ?? 'none', controller: controllerOf(type ?? 'none', controller), requirements: { ...NOTHING_DUE, currently_due: DUE_AT_FIRST, eventually_due: DUE_AT_FIRST, past_due: DUE_AT_FIRST, disabled_reason: 'requirements.past_due' } };
  const account = world.store.save(world.store.accounts, standing(changed(first, params)));
  world.emit('account.updated', account, undefined, id);
  return account;
}

function blank(world: World, id: string): Account {
  return {
    id, object: 'account', business_profile: profileOf(undefined, {}), business_type: null, capabilities: {}, charges_enabled: false, controller: { type: 'account' }, country: 'US', created: world.clock.seconds(), default_currency: 'usd',
    details_submitted: false, email: null, external_accounts: { object: 'list', data: [], has_more: false, url: `/v1/accounts/${id}/external_accounts` }, future_requirements: NOTHING_DUE, metadata: {},
    payouts_enabled: false, requirements: NOTHING_DUE, settings: settingsOf(null), tos_acceptance: { date: null, ip: null, user_agent: null }, type: 'none',
  };
}

function settingsOf(name: string | null): object {
  return {
    bacs_debit_payments: { display_name: null, service_user_number: null }, branding: { icon: null, logo: null, primary_color: null, secondary_color: null }, card_issuing: { tos_acceptance: { date: null, ip: null } },
    card_payments: { decline_on: { avs_failure: false, cvc_failure: false }, statement_descriptor_prefix: null, statement_descriptor_prefix_kana: null, statement_descriptor_prefix_kanji: null },
    dashboard: { display_name: name, timezone: 'Etc/UTC' }, invoices: { default_account_tax_ids: null, hosted_payment_method_save: null }, payments: { statement_descriptor: name, statement_descriptor_kana: null, statement_descriptor_kanji: null },
    payouts: { debit_negative_balances: true, schedule: { delay_days: 2, interval: 'daily' }, statement_descriptor: null }, sepa_debit_payments: {},
  };
}

/** What each type of account is short for: https://docs.stripe.com/connect/migrate-to-controller-properties */
const CONTROLLERS = {
  custom: { payer: 'application_custom', losses: 'application', collection: 'application', dashboard: 'none' },
  express: { payer: 'application_express', losses: 'application', collection: 'stripe', dashboard: 'express' },
  none: { payer: 'account', losses: 'stripe', collection: 'stripe', dashboard: 'full' },
  standard: { payer: 'account', losses: 'stripe', collection: 'stripe', dashboard: 'full' },
} as const;

function controllerOf(type: Account['type'], given: Params | undefined): object {
  const usual = CONTROLLERS[type];
  return {
    fees: { payer: given?.group('fees')?.text('payer') ?? usual.payer }, is_controller: true, losses: { payments: given?.group('losses')?.text('payments') ?? usual.losses },
    requirement_collection: given?.text('requirement_collection') ?? usual.collection, stripe_dashboard: { type: given?.group('stripe_dashboard')?.text('type') ?? usual.dashboard }, type: 'application',
  };
}

function changed(before: Account, params: Params): Account {
  const country = params.text('country') ?? before.country;
  if (!/^[A-Z]{2}$/.test(country)) throw invalid(`Country '${country}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.`, 'country', 'country_code_invalid');
  return {
    ...before, business_profile: profileOf(params.group('business_profile'), before.business_profile), business_type: params.choice('business_type', BUSINESS_TYPES) ?? before.business_type,
    capabilities: capabilitiesAfter(params, before), country, default_currency: params.text('default_currency')?.toLowerCase() ?? before.default_currency, email: params.updated('email', before.email), metadata: params.metadata(before.metadata),
    tos_acceptance: acceptanceAfter(params.group('tos_acceptance'), before.tos_acceptance),
  };
}

function capabilitiesAfter(params: Params, before: Account): Account['capabilities'] {
  const capabilities: Record<string, CapabilityStatus> = { ...before.capabilities };
  const asked = params.group('capabilities');
  for (const name of Object.keys(asked?.fields ?? {})) {
    const requested = asked?.group(name)?.flag('requested');
    if (requested === true) capabilities[name] ??= 'inactive';
    if (requested === false) Reflect.deleteProperty(capabilities, name);
  }
  return capabilities;
}

function acceptanceAfter(given: Params | undefined, before: Account['tos_acceptance']): Account['tos_acceptance'] {
  if (!given) return before;
  return { date: given.integer('date') ?? before.date, ip: given.updated('ip', before.ip), user_agent: given.updated('user_agent', before.user_agent) };
}

const PROFILE = ['mcc', 'name', 'product_description', 'support_email', 'support_phone', 'support_url', 'url'] as const;

function profileOf(given: Params | undefined, before: Account['business_profile']): Account['business_profile'] {
  const texts = PROFILE.map((name) => {
    const current = before[name];
    return [name, given ? given.updated(name, typeof current === 'string' ? current : null) : (current ?? null)] as const;
  });
  const address = given?.group('support_address');
  return { annual_revenue: null, estimated_worker_count: null, minority_owned_business_designation: null, specified_commercial_transactions_act_url: null, ...Object.fromEntries(texts), support_address: address ? readAddress(address) : (before['support_address'] ?? null) };
}

function update({ world, params, path }: Call): Account {
  const before = accountOf(world, path['account'] ?? '');
  return keepAccount(world, before, changed(before, params));
}

/** Keeps an account in the state that its requirements allow, and tells when something has changed. */
export function keepAccount(world: World, before: Account, after: Account): Account {
  const kept = world.store.save(world.store.accounts, standing(after));
  const previous = previousAttributes(before, kept);
  if (Object.keys(previous).length > 0) world.emit('account.updated', kept, previous, kept.id);
  return kept;
}

function remove({ world, path }: Call): object {
  const account = accountOf(world, path['account'] ?? '');
  const funds = world.store.balanceSums.entries('owner', account.id).some(({ value }) => balanceOf(world, account.id, value.status, value.currency) !== 0);
  if (funds) throw conflict('You cannot delete an account that still has a balance.');
  world.store.save(world.store.accounts, { ...account, deleted: true });
  return { id: account.id, object: 'account', deleted: true };
}
