import { sameContent } from './change.js';

/** A provider's account at the processor, as far as we need to know it. */
export interface PayoutAccount {
  readonly businessId: string;
  /** Idempotency key of its making. */
  readonly operationId: string;
  /** The processor's id; absent until it is made. */
  readonly accountId?: string;
  readonly transfersActive: boolean;
  readonly payoutsEnabled: boolean;
  /** What the processor still wants to know, in its own names. */
  readonly requirements: readonly string[];
  readonly disabledReason?: string;
  /** When it was first ready. */
  readonly readyAt?: Date;
  /** When the processor was last asked, or told. */
  readonly observedAt?: Date;
}

/** What the processor says of an account at this moment. docs.stripe.com/api/accounts/object */
export interface AccountObservation {
  readonly accountId: string;
  readonly transfersActive: boolean;
  readonly payoutsEnabled: boolean;
  readonly requirements: readonly string[];
  readonly disabledReason?: string;
}

/** `none`: nothing was begun. `incomplete`: never ready yet. `restricted`: no longer. Money goes to accounts that are `ready`. */
export const PAYOUT_STATES = ['none', 'incomplete', 'ready', 'restricted'] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

/** Our own `disabledReason`: the processor has no such account any more, or none that we may reach. */
const GONE = 'account_gone';

/** What is seen of an account that the processor does not know any more. */
export const goneAccount = (accountId: string): AccountObservation => ({ accountId, transfersActive: false, payoutsEnabled: false, requirements: [], disabledReason: GONE });

/** The provider needs another account. */
export const isGone = ({ disabledReason }: Pick<PayoutAccount, 'disabledReason'>): boolean => disabledReason === GONE;

type Vetting = Pick<PayoutAccount, 'accountId' | 'transfersActive' | 'payoutsEnabled' | 'disabledReason' | 'readyAt'>;

/** The processor has vetted the provider: it takes transfers, pays out, and has no objection. */
export function isReady({ accountId, transfersActive, payoutsEnabled, disabledReason }: Vetting): boolean {
  return accountId !== undefined && transfersActive && payoutsEnabled && disabledReason === undefined;
}

export function payoutState(account: Vetting | undefined): PayoutState {
  if (account?.accountId === undefined) return 'none';
  if (isReady(account)) return 'ready';
  return account.readyAt === undefined ? 'incomplete' : 'restricted';
}

export interface AccountEvent {
  readonly type: `payout_account.${string}`;
  readonly data: Readonly<Record<string, string | number>>;
}

/** An account as it is to be, and what is thereby true; nothing to be written when both are as before. */
export interface AccountChange {
  readonly account: PayoutAccount;
  readonly events: readonly AccountEvent[];
}

/** Brings an account to what the processor says of it. Hearing it again changes nothing; another account in its place begins anew. */
export function observeAccount(account: PayoutAccount, seen: AccountObservation, now: Date): AccountChange {
  const { businessId, operationId } = account;
  const readyAt = account.accountId === seen.accountId ? account.readyAt : undefined;
  const { accountId, transfersActive, payoutsEnabled, requirements, disabledReason } = seen;
  const reason = disabledReason === undefined ? {} : { disabledReason };
  const told: PayoutAccount = { businessId, operationId, accountId, transfersActive, payoutsEnabled, requirements, ...reason, ...(readyAt === undefined ? {} : { readyAt }) };
  if (sameContent(told, withoutTimes(account))) return { account, events: [] };
  const changed: PayoutAccount = { ...told, ...(isReady(told) && readyAt === undefined ? { readyAt: now } : {}), observedAt: now };
  return { account: changed, events: eventsOf(account, changed) };
}

function withoutTimes(account: PayoutAccount): Partial<PayoutAccount> {
  return Object.fromEntries(Object.entries(account).filter(([member]) => member !== 'observedAt'));
}

function eventsOf(before: PayoutAccount, after: PayoutAccount): readonly AccountEvent[] {
  const accountId = after.accountId ?? '';
  const events: AccountEvent[] = [];
  if (before.accountId !== after.accountId) events.push({ type: 'payout_account.created', data: { accountId } });
  const [was, is] = [payoutState(before), payoutState(after)];
  if (is === 'ready' && was !== 'ready') events.push({ type: 'payout_account.ready', data: { accountId } });
  if (is === 'restricted' && was === 'ready') events.push({ type: 'payout_account.restricted', data: { accountId, reason: after.disabledReason ?? 'capability' } });
  // While it is made the processor's own pages ask; later nobody looks there.
  const fresh = after.requirements.filter((one) => !before.requirements.includes(one));
  if (before.readyAt !== undefined && after.readyAt !== undefined && fresh.length > 0) events.push({ type: 'payout_account.requirements_due', data: { accountId, requirements: after.requirements.length } });
  return events.length > 0 ? events : [{ type: 'payout_account.updated', data: { accountId, requirements: after.requirements.length } }];
}
