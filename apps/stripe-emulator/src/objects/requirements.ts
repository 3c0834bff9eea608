import type { Account, CapabilityStatus, Requirements } from '../records/money.ts';

/** What Stripe wants to know of a new account in the United States; the hosted page gives it. */
export const DUE_AT_FIRST: readonly string[] = ['business_type', 'external_account', 'individual.dob.day', 'individual.dob.month', 'individual.dob.year', 'individual.email', 'individual.first_name', 'individual.id_number', 'individual.last_name', 'tos_acceptance.date', 'tos_acceptance.ip'];

export const NOTHING_DUE: Requirements = { alternatives: [], current_deadline: null, currently_due: [], disabled_reason: null, errors: [], eventually_due: [], past_due: [], pending_verification: [] };

/**
 * Brings what an account may do into line with what is asked of it: its capabilities work only while nothing is past due.
 * https://docs.stripe.com/connect/handling-api-verification
 */
export function standing(account: Account): Account {
  const { disabled_reason: disabled, past_due: pastDue } = account.requirements;
  const works = account.details_submitted && disabled === null && pastDue.length === 0;
  const status: CapabilityStatus = works ? 'active' : 'inactive';
  const capabilities = Object.fromEntries(Object.keys(account.capabilities).map((name) => [name, status] as const));
  return { ...account, capabilities, charges_enabled: works && 'card_payments' in capabilities, payouts_enabled: works };
}

/** What an account owes Stripe, set from outside: a test wants it so. */
export interface NewRequirements {
  readonly currentlyDue: readonly string[];
  readonly pastDue: readonly string[];
  readonly disabledReason: string | null;
  readonly currentDeadline: number | null;
}

export function withRequirements(account: Account, { currentlyDue, pastDue, disabledReason, currentDeadline }: NewRequirements): Account {
  const currently = [...new Set([...currentlyDue, ...pastDue])];
  return {
    ...account, details_submitted: true,
    requirements: { ...NOTHING_DUE, currently_due: currently, eventually_due: currently, past_due: pastDue, current_deadline: currentDeadline, disabled_reason: disabledReason ?? (pastDue.length > 0 ? 'requirements.past_due' : null) },
  };
}

/** Everything was given. */
export function withNothingDue(account: Account, nowSeconds: number): Account {
  return {
    ...account, details_submitted: true, business_type: account.business_type ?? 'individual', requirements: NOTHING_DUE,
    tos_acceptance: account.tos_acceptance.date === null ? { date: nowSeconds, ip: '127.0.0.1', user_agent: null } : account.tos_acceptance,
  };
}
